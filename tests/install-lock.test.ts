import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCommand, runOrThrow } from "./run-command.js";

const program = fileURLToPath(new URL("install-lock/locked-program.mjs", import.meta.url));

let folder: string;
let lock: string;
let journal: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "svs-lock-"));
  lock = join(folder, "lock");
  journal = join(folder, "journal");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs programs that all want the lock; `meanwhile` runs beside them. */
async function compete(count: number, meanwhile = async (): Promise<void> => {}): Promise<void> {
  const one = () => runOrThrow(process.execPath, [program, lock, journal], { cwd: folder, timeout: 60_000 });
  await Promise.all([...Array.from({ length: count }, one), meanwhile()]);
}

/** The lines of the journal that end like that. */
function journalled(pattern: RegExp): string[] {
  const lines = existsSync(journal) ? readFileSync(journal, "utf8").trimEnd().split("\n") : [];
  return lines.filter((line) => pattern.test(line));
}

/** Leaves a lock behind, as a process does that was killed. */
function leaveLock(owner: { pid: number; host: string }, seen = new Date()): void {
  mkdirSync(lock);
  const file = join(lock, "owner.json");
  writeFileSync(file, JSON.stringify({ ...owner, token: "left-behind" }));
  utimesSync(file, seen, seen);
}

/** Each program that enters leaves before the next one enters. */
function expectTurns(count: number): void {
  const lines = journalled(/enters|leaves/);
  expect(lines).toHaveLength(2 * count);
  for (let index = 0; index < lines.length; index += 2) {
    expect(lines[index + 1]).toBe(lines[index]?.replace("enters", "leaves"));
  }
}

describe("the lock around an installation", () => {
  it("lets one process in at a time, and each in the end", async () => {
    // All wait for this process first, and so go for the lock at once when it is free.
    leaveLock({ pid: process.pid, host: hostname() });
    await compete(4, async () => {
      while (journalled(/waits/).length < 4) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      rmSync(lock, { recursive: true });
    });
    expectTurns(4);
    expect(readdirSync(folder)).toEqual(["journal"]);
  }, 60_000);

  it("is taken from a process that is gone, by one other", async () => {
    const gone = await runCommand(process.execPath, ["-p", "process.pid"], { cwd: folder });
    leaveLock({ pid: Number(gone.stdout), host: hostname() });
    await compete(3);
    expectTurns(3);
    expect(existsSync(lock)).toBe(false);
  }, 60_000);

  it("is taken from a process of another machine that shows no life", async () => {
    leaveLock({ pid: process.pid, host: "another.example" }, new Date(0));
    await compete(2);
    expectTurns(2);
  }, 60_000);

  it("is not taken from a process that lives", async () => {
    leaveLock({ pid: process.pid, host: hostname() });
    const waiting = await runCommand(process.execPath, [program, lock, journal], {
      cwd: folder,
      timeout: 1_000,
    });
    expect(waiting.status).toBeNull();
    expect(journalled(/enters/)).toEqual([]);
    expect(existsSync(lock)).toBe(true);
  }, 60_000);
});
