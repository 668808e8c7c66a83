// The program of a page that keeps a member's publications and state in IndexedDB.
import { Name } from "@ndn/packet";
import {
  type ComplianceCase,
  type PublicationStoreDomain,
  publicationStoreSuite,
  runCase,
  type StateStoreDomain,
  type StoreCapability,
  stateStoreSuite,
} from "@svs/compliance";
import { SvsError } from "@svs/core";
import { LevelStorage, type LevelStorageOptions } from "@svs/storage-level";

/** What a case found wrong. */
interface Verdict {
  readonly judged: number;
  readonly failures: readonly string[];
}

declare global {
  /** Puts the stores to every case of their suites, on databases of their own. */
  var judge: () => Promise<Verdict>;
  /** Opens a storage and leaves it open. @returns the code of the error, if there was one. */
  var openStorage: (name: string) => Promise<string>;
  var closeStorage: () => Promise<void>;
  /** Stores a publication and its number. */
  var publish: (seqNo: number) => Promise<void>;
  /** What is stored. */
  var recall: () => Promise<string>;
  /** Deletes the first entry of a database whose key begins so. */
  var tamper: (name: string, space: string) => Promise<void>;
}

let storage: LevelStorage;
const node = new Name("/alice");

globalThis.openStorage = async (name) => {
  try {
    storage = await LevelStorage.open(name);
    return "open";
  } catch (error) {
    return SvsError.is(error) ? `${error.code}: ${error.message}` : String(error);
  }
};

globalThis.closeStorage = () => storage.close();

globalThis.publish = async (seqNo) => {
  const packet = Uint8Array.of(seqNo, 2, 3);
  const name = node.append("g", `${seqNo}`);
  await storage.publications.put({ name, node, bootstrapTime: 1, seqNo, segment: 0, packet, own: true });
  await storage.state.save({ own: { node, bootstrapTime: 1, seqNo } });
};

globalThis.recall = async () => {
  const lines: string[] = [];
  for await (const { name, packet } of storage.publications.range({
    node,
    bootstrapTime: 1,
    low: 1,
    high: 99,
  })) {
    const got = await storage.publications.get(name);
    lines.push(`${name} ${packet} ${got} ${packet.constructor.name}`);
  }
  const { own } = await storage.state.load();
  return [...lines, ...own.map(({ seqNo }) => `#${seqNo}`)].join("; ");
};

globalThis.tamper = async (name, space) => {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open(`svs-storage-${name}`);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const transaction = database.transaction([name], "readwrite");
  const entries = transaction.objectStore(name);
  const from = Uint8Array.of(space.charCodeAt(0));
  entries.openCursor(IDBKeyRange.lowerBound(from)).onsuccess = (event) => {
    (event.target as IDBRequest<IDBCursorWithValue>).result.delete();
  };
  await new Promise((resolve) => {
    transaction.oncomplete = resolve;
  });
  database.close();
};

globalThis.judge = async () => {
  const failures: string[] = [];
  let judged = 0;
  const judgeAll = async <Domain extends AsyncDisposable>(
    suite: readonly ComplianceCase<Domain, StoreCapability>[],
    domainOf: (open: (limits?: LevelStorageOptions) => Promise<LevelStorage>, rest: typeof common) => Domain,
  ): Promise<void> => {
    for (const one of suite.filter(({ needs }) => !needs.includes("kill"))) {
      judged += 1;
      const name = one.id;
      let current: LevelStorage | undefined;
      const open = async (limits?: LevelStorageOptions): Promise<LevelStorage> => {
        await current?.close();
        current = await LevelStorage.open(name, limits);
        return current;
      };
      const common_ = {
        ...common,
        [Symbol.asyncDispose]: async () => {
          await current?.close();
          indexedDB.deleteDatabase(`svs-storage-${name}`);
        },
      };
      const venue = {
        title: "LevelStorage in IndexedDB",
        capabilities: { persistence: true, kill: false },
        open: async () => domainOf(open, common_),
      };
      await runCase(one, venue).catch((error: Error) => failures.push(error.message));
    }
  };
  const common = {
    patience: 10_000,
    kill: () => Promise.reject(new Error("a page cannot be killed from within")),
    [Symbol.asyncDispose]: async (): Promise<void> => undefined,
  };
  await judgeAll<PublicationStoreDomain>(publicationStoreSuite, (open, rest) => ({
    ...rest,
    open: async (limits) => (await open(limits)).publications,
  }));
  await judgeAll<StateStoreDomain>(stateStoreSuite, (open, rest) => ({
    ...rest,
    open: async () => (await open()).state,
  }));
  return { judged, failures };
};
