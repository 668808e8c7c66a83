import { mkdir, readFile, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Name } from "@ndn/packet";
import { describe, expect, test } from "vitest";
import { ShownLog, type ShownMessage } from "../src/shown-log.js";
import { ShownLogFile } from "../src/shown-log-file.js";
import { useFolder } from "./use-folder.js";

function message(seqNo: number, from = "/bob"): ShownMessage {
  return { node: new Name(from), bootstrapTime: 1_700_000_000, seqNo, own: from === "/alice" };
}

/** As one can compare them: a Name remembers what it was asked. */
function plain(messages: readonly ShownMessage[]): unknown[] {
  return messages.map((each) => ({ ...each, node: each.node.valueHex }));
}

function seqNos({ messages }: ShownLog): number[] {
  return messages.map(({ seqNo }) => seqNo);
}

describe("the log of what was shown", () => {
  test("has each message once, by name, start and number", async () => {
    const kept: ShownMessage[] = [];
    const log = new ShownLog([message(1)], async (each) => {
      kept.push(each);
    });
    for (const each of [
      message(1),
      message(2),
      message(2),
      message(2, "/carol"),
      { ...message(2), bootstrapTime: 5 },
    ]) {
      await log.append(each);
    }
    expect(seqNos(log)).toEqual([1, 2, 2, 2]);
    expect(plain(kept)).toEqual(plain(log.messages.slice(1)));
    expect(log.has(message(2, "/carol"))).toBe(true);
    expect(log.has(message(3))).toBe(false);
  });

  test("forgets the oldest, but never the last own one", () => {
    const others = Array.from({ length: 2_000 }, (_, i) => message(i + 1));
    const log = new ShownLog([message(1, "/alice"), message(2, "/alice"), ...others], async () => undefined);
    expect(log.messages.length).toBeLessThan(2_000);
    expect(log.messages.length).toBeGreaterThanOrEqual(1_000);
    expect(log.messages[0]).toMatchObject({ own: true, seqNo: 2 });
    expect(log.messages.at(-1)).toMatchObject({ own: false, seqNo: 2_000 });
    expect(log.has(message(2, "/alice"))).toBe(true);
    expect(log.has(message(1, "/alice"))).toBe(false);
    expect(log.has(message(1))).toBe(false);
  });
});

describe("in a file", () => {
  const folder = useFolder();
  const path = (): string => join(folder(), "shown");

  test("it is there again, for the user alone, without contents", async () => {
    const name = new Name("/a/8=b/32=\u00e9/%00%FF");
    const messages = [message(1), message(7, "/alice"), { ...message(1), node: name, bootstrapTime: 0 }];
    {
      await using file = await ShownLogFile.open(path());
      await Promise.all(messages.map((each) => file.log.append(each)));
    }
    await using again = await ShownLogFile.open(path());
    expect(plain(again.log.messages)).toEqual(plain(messages));
    expect((await stat(path())).mode & 0o077).toBe(0);
  });

  test.each([
    ["a line that a killed process left half written", (line: string) => line + line.slice(0, 9)],
    ["what is no line of it", (line: string) => `${line}nonsense\n< 0803 1 1\n${line}`],
  ])("%s is left out, and what follows is whole", async (_, damage) => {
    {
      await using file = await ShownLogFile.open(path());
      await file.log.append(message(1));
    }
    const line = await readFile(path(), "utf8");
    await writeFile(path(), damage(line));
    {
      await using file = await ShownLogFile.open(path());
      expect(seqNos(file.log)).toEqual([1]);
      expect(await readFile(path(), "utf8")).toBe(line);
      await file.log.append(message(2));
    }
    await using again = await ShownLogFile.open(path());
    expect(seqNos(again.log)).toEqual([1, 2]);
  });

  test("it does not grow beyond 3000 lines", async () => {
    const lines = Array.from(
      { length: 2_000 },
      (_, i) => `< ${new Name("/bob").valueHex} 1700000000 ${i + 1}\n`,
    );
    await writeFile(path(), lines.join(""));
    await using file = await ShownLogFile.open(path());
    await Promise.all(Array.from({ length: 1_001 }, (_, i) => file.log.append(message(i + 2_001))));
    expect(file.log.messages.length).toBeLessThan(2_001);
    expect((await readFile(path(), "utf8")).split("\n").length - 1).toBe(file.log.messages.length);
    await file.log.append(message(5_000));
    await using again = await ShownLogFile.open(path());
    expect(plain(again.log.messages)).toEqual(plain(file.log.messages));
  });

  test("what could not be written is written when it can be again", async () => {
    await using file = await ShownLogFile.open(path());
    await file.log.append(message(1));
    await rm(path());
    await mkdir(path()); // nothing can be appended to a folder
    await expect(file.log.append(message(2))).rejects.toMatchObject({ code: "store-failed" });
    await rmdir(path());
    await file.log.append(message(3));
    await using again = await ShownLogFile.open(path());
    expect(seqNos(again.log)).toEqual([1, 2, 3]);
  });

  test("what is no file is told in a sentence", async () => {
    await mkdir(path());
    await expect(ShownLogFile.open(path())).rejects.toMatchObject({
      code: "store-failed",
      message: `${path()} cannot be used: EISDIR: illegal operation on a directory, read.`,
    });
  });
});
