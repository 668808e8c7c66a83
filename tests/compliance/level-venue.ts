import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PublicationStoreDomain, StateStoreDomain, StoreCapability, Venue } from "@svs/compliance";
import { LevelStorage, type LevelStorageOptions } from "@svs/storage-level";
import { MemoryLevel } from "memory-level";

/** Where a database is. */
interface Medium extends AsyncDisposable {
  open(options: LevelStorageOptions): Promise<LevelStorage>;
  /** Puts in the place of the database what a process leaves that is killed now. */
  kill(): Promise<void>;
}

/** A database in memory, or in a folder. */
export const levelMedia = { "memory-level": inMemory, "classic-level": inFolder } as const;

/** `LevelStorage` on media of that kind, for both of the suites that judge stores. */
export function levelVenues(kind: keyof typeof levelMedia): {
  publications: Venue<PublicationStoreDomain, StoreCapability>;
  state: Venue<StateStoreDomain, StoreCapability>;
} {
  const capabilities = { persistence: true, kill: true };
  return {
    publications: {
      title: `LevelStorage.publications on ${kind}`,
      capabilities,
      open: async () => {
        const { open, ...domain } = await domainOn(await levelMedia[kind]());
        return { ...domain, open: async (limits = {}) => (await open(limits)).publications };
      },
    },
    state: {
      title: `LevelStorage.state on ${kind}`,
      capabilities,
      open: async () => {
        const { open, ...domain } = await domainOn(await levelMedia[kind]());
        return { ...domain, open: async () => (await open({})).state };
      },
    },
  };
}

async function domainOn(medium: Medium) {
  const killed: LevelStorage[] = [];
  let current: LevelStorage | undefined;
  return {
    patience: 5_000,
    open: async (options: LevelStorageOptions): Promise<LevelStorage> => {
      await current?.close(); // the case closes the one store that it has
      current = await medium.open(options);
      return current;
    },
    kill: async (): Promise<void> => {
      await medium.kill();
      killed.push(current!);
      current = undefined;
    },
    [Symbol.asyncDispose]: async (): Promise<void> => {
      await Promise.all([current, ...killed].map((storage) => storage?.close()));
      await medium[Symbol.asyncDispose]();
    },
  };
}

async function inMemory(): Promise<Medium> {
  const views = { keyEncoding: "view", valueEncoding: "view" } as const;
  let database = new MemoryLevel<Uint8Array, Uint8Array>(views);
  return {
    open: (options) => LevelStorage.over(database, options),
    kill: async () => {
      const entries = await database.iterator().all();
      database = new MemoryLevel<Uint8Array, Uint8Array>(views);
      await database.batch(entries.map(([key, value]) => ({ type: "put" as const, key, value })));
    },
    [Symbol.asyncDispose]: () => database.close(),
  };
}

async function inFolder(): Promise<Medium> {
  const parent = await mkdtemp(join(tmpdir(), "svs-level-"));
  let killed = 0;
  const folder = (): string => join(parent, `after-${killed}`);
  return {
    open: (options) => LevelStorage.open(folder(), options),
    kill: async () => {
      const before = folder();
      killed += 1;
      await cp(before, folder(), { recursive: true });
    },
    [Symbol.asyncDispose]: () => rm(parent, { recursive: true }),
  };
}
