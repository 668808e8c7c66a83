import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

const OWNER = "owner.json";

/** What a rename onto a directory with something in it says. */
const TAKEN = new Set(process.platform === "win32" ? ["EPERM", "EACCES"] : ["ENOTEMPTY", "EEXIST"]);

/**
 * Runs `critical` while this process alone holds the lock directory `path`, and waits for its
 * turn before that. The parent of `path` must exist.
 *
 * A lock whose owner died is taken over: at once if its process is gone from this machine, else
 * when it has shown no sign of life for `staleAfter` milliseconds.
 *
 * @param options - `onWait(pid)` is called once if another process holds the lock.
 */
export async function withInstallLock(path, critical, options = {}) {
  const { onWait = () => {}, staleAfter = 60_000, pollEvery = 200 } = options;
  let token = acquire(path);
  for (let waited = false; token === undefined; token = acquire(path)) {
    const holder = readHolder(path);
    if (holder === undefined) {
      continue;
    }
    if (isStale(holder, staleAfter)) {
      bury(path, holder);
      continue;
    }
    if (!waited) {
      waited = true;
      onWait(holder.pid);
    }
    await new Promise((resolve) => setTimeout(resolve, pollEvery));
  }
  const beat = setInterval(() => showLife(path), staleAfter / 10);
  beat.unref();
  try {
    return await critical();
  } finally {
    clearInterval(beat);
    release(path, token);
  }
}

/** The lock appears by a rename, whole and with its owner in it; `undefined` if it is taken. */
function acquire(path) {
  const token = `${process.pid}-${randomUUID()}`;
  const draft = `${path}.${token}`;
  mkdirSync(draft);
  writeFileSync(join(draft, OWNER), JSON.stringify({ token, pid: process.pid, host: hostname() }));
  try {
    renameSync(draft, path);
    return token;
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (TAKEN.has(error.code)) {
      return undefined;
    }
    throw error;
  }
}

/** Who holds the lock, and when it last showed life; `undefined` if it is free by now. */
function readHolder(path) {
  try {
    const file = join(path, OWNER);
    return { ...JSON.parse(readFileSync(file, "utf8")), seen: statSync(file).mtimeMs };
  } catch (error) {
    if (error.code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

function isStale(holder, staleAfter) {
  return (holder.host === hostname() && !isAlive(holder.pid)) || Date.now() - holder.seen > staleAfter;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/**
 * Moves a dead owner's lock away. The grave is named after that owner and stays: of several
 * processes that found the same owner dead only one can move the lock there, so none of them
 * can move away the lock that another has taken since.
 */
function bury(path, holder) {
  try {
    renameSync(path, `${path}.dead-${holder.token}`);
  } catch {
    // Another process was quicker.
  }
}

function showLife(path) {
  try {
    const now = new Date();
    utimesSync(join(path, OWNER), now, now);
  } catch {
    // The lock was taken over while this machine slept.
  }
}

function release(path, token) {
  if (readHolder(path)?.token === token) {
    const grave = `${path}.${token}`;
    renameSync(path, grave);
    rmSync(grave, { recursive: true, force: true });
  }
}
