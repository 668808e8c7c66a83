import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseArguments } from "../src/arguments.js";
import { shownName } from "../src/chat-name.js";
import type { ChatProcess } from "../src/chat-process.js";
import { type EnteredRoom, enterRoom } from "../src/enter-room.js";
import { FakeKeyboard, FakeTerminal } from "./fake-terminal.js";
import { useFolder } from "./use-folder.js";

const place = useFolder();

/** Enters a room at a terminal, and leaves it. @returns the name, and what was printed. */
async function visit(argv: string, keys = ""): Promise<readonly [string | undefined, string]> {
  const [keyboard, terminal] = [new FakeKeyboard(), new FakeTerminal()];
  const entering = enter(`${argv} --store ${place()}`, keyboard, terminal, true);
  await keyboard.type(keys);
  const entered = await entering;
  await entered?.store?.[Symbol.asyncDispose]();
  return [entered && shownName(entered.node), terminal.taken().join("")];
}

function enter(
  argv: string,
  keyboard: FakeKeyboard,
  terminal: FakeTerminal,
  onTerminal: boolean,
): Promise<EnteredRoom | undefined> {
  const process = { stdin: keyboard, stdout: terminal, stderr: terminal, env: {} } as unknown as ChatProcess;
  const options = { process, leaving: new AbortController().signal, home: place() };
  return enterRoom(parseArguments(argv.trim().split(/ +/)), undefined, onTerminal, options);
}

test("who comes back without a name is offered the last one of that group", async () => {
  expect(await visit("-n alice")).toEqual(["/alice", ""]);
  expect(await visit("-n bob -gp /other")).toEqual(["/bob", ""]);
  const [name, printed] = await visit("-gp /svs", "\r");
  expect(name).toBe("/alice");
  expect(printed).toContain("Your name [/alice]: ");
  expect((await visit("-gp /svs", "carol\r"))[0]).toBe("/carol");
  expect((await visit("-gp /svs", "\r"))[0]).toBe("/carol");
  expect((await visit("-gp /other", "\r"))[0]).toBe("/bob");
  expect((await stat(join(place(), "+svs", "names"))).mode & 0o077).toBe(0);
});

test("scripts are offered nothing, and leave nothing to be offered", async () => {
  const [keyboard, terminal] = [new FakeKeyboard(), new FakeTerminal()];
  const entered = await enter(`-n robot --store ${place()}`, keyboard, terminal, false);
  await entered?.store?.[Symbol.asyncDispose]();
  expect(await readdir(join(place(), "+svs"))).toEqual(["v3-shared"]);
  await expect(enter(`--store ${place()}`, keyboard, terminal, false)).rejects.toMatchObject({
    code: "invalid-argument",
    message: "a name is needed, as there is no terminal to ask at; give one with -n alice.",
  });
});

test("a last name that makes no sense is not offered", async () => {
  await visit("-n alice");
  const file = join(place(), "+svs", "names");
  await visit("-n bob");
  await visit("-n alice");
  expect(await readFile(file, "utf8")).toBe("/alice\n/bob\n");
  await writeFile(file, "/\u0000\n");
  expect((await visit("-gp /svs", "bob\r"))[1]).toContain("Your name: ");
});

test("who keeps nothing makes no folder", async () => {
  const [keyboard, terminal] = [new FakeKeyboard(), new FakeTerminal()];
  const entered = await enter("-n alice --ephemeral", keyboard, terminal, true);
  expect(entered).toMatchObject({ store: undefined });
  expect(await readdir(place())).toEqual([]);
});
