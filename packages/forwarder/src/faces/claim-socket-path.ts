import { randomUUID } from "node:crypto";
import { link, lstat, rename, rm, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import type { Millis } from "../clock.js";

/** What a lock is held for takes a few milliseconds; the holder of one that is older has died. */
const lockTimeMax: Millis = 5000;

/** Whether somebody listens on a Unix socket. */
function isSocketLive(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", (error) => {
      if (hasCode(error, "ECONNREFUSED") || hasCode(error, "ENOENT")) {
        resolve(false);
      } else {
        reject(error);
      }
    });
  });
}

/**
 * Listens on a Unix socket path, in the place of a socket whose owner is gone if there is one. All that
 * holds a lock: a program that looks while another one is about to listen would take that socket for
 * a stale one, and remove it.
 * @param listen - binds the path; called when it is free.
 * @throws Error `EADDRINUSE` if somebody listens there, or is just about to; `ENOTSOCK` if it is no socket.
 */
export async function claimSocketPath(path: string, listen: () => Promise<void>): Promise<void> {
  if (await isOtherFile(path)) {
    throw Object.assign(new Error(`${path} is no socket`), { code: "ENOTSOCK" });
  }
  const lock = `${path}.lock`;
  if ((await isSocketLive(path)) || !(await takeLock(lock))) {
    throw inUse(path);
  }
  try {
    if (await isSocketLive(path)) {
      throw inUse(path);
    }
    await rm(path, { force: true });
    await listen();
  } finally {
    await rm(lock, { force: true });
  }
}

function inUse(path: string): Error {
  return Object.assign(new Error(`${path} is in use`), { code: "EADDRINUSE" });
}

/** Whether there is something that is no socket: to connect to it fails like to one whose owner is gone. */
async function isOtherFile(path: string): Promise<boolean> {
  try {
    return !(await lstat(path)).isSocket();
  } catch (error) {
    if (hasCode(error, "ENOENT")) {
      return false;
    }
    throw error;
  }
}

/** @returns whether the caller holds the lock now; false if another one does. */
async function takeLock(lock: string): Promise<boolean> {
  const ticket = `${lock}.${randomUUID()}`;
  await writeFile(ticket, "", { mode: 0o600, flag: "wx" });
  try {
    return (
      (await tryLink(ticket, lock)) || ((await dropDeadLock(lock, ticket)) && (await tryLink(ticket, lock)))
    );
  } finally {
    await rm(ticket, { force: true });
  }
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) {
      return false;
    }
    throw error;
  }
}

/** Removes a lock whose holder died. @returns whether the lock is free, as far as can be seen. */
async function dropDeadLock(lock: string, ticket: string): Promise<boolean> {
  // Both times are the file system's own, so no clock needs to be right.
  const now = (await stat(ticket)).mtimeMs;
  if ((await age(lock, now)) <= lockTimeMax) {
    return false;
  }
  // Aside first, then looked at again: another may have dropped it and taken its own meanwhile.
  const aside = `${ticket}.aside`;
  try {
    await rename(lock, aside);
    return (await age(aside, now)) > lockTimeMax || !(await tryLink(aside, lock));
  } catch (error) {
    if (hasCode(error, "ENOENT")) {
      return true;
    }
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** Milliseconds since a lock was taken; endless if there is none. */
async function age(lock: string, now: Millis): Promise<Millis> {
  try {
    return now - (await stat(lock)).mtimeMs;
  } catch (error) {
    if (hasCode(error, "ENOENT")) {
      return Number.POSITIVE_INFINITY;
    }
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
