import { SvsError } from "@svs/core";
import { damagedError } from "./damaged-error.js";
import type { KeyRange } from "./keys.js";
import type { Level } from "./level.js";
import { unseal } from "./sealed-value.js";

/** One change: a value to be held under a key, or, without value, a key to be forgotten. */
export interface Change {
  readonly key: Uint8Array;
  readonly value?: Uint8Array;
}

const VIEWS = { keyEncoding: "view", valueEncoding: "view" } as const;

/** How a range is walked. */
interface WalkOptions {
  /** Entries at the most. */
  readonly limit?: number;
  readonly reverse?: boolean;
  /** Entries to read at a time. Default 1000. */
  readonly stride?: number;
}

/** A database of octets, whose failures are SvsErrors. */
export class Database {
  private failure: unknown;

  /** @param title - what it is called in messages, as in `The store in /var/lib/alice`. */
  constructor(
    private readonly level: Level,
    readonly title: string,
  ) {}

  /** @throws SvsError `store-in-use`, `store-damaged`, `store-failed`. */
  async open(): Promise<void> {
    try {
      await this.level.open();
    } catch (error) {
      // The reason is underneath.
      const cause = (error as Error).cause ?? error;
      if (codeOf(cause) === "LEVEL_LOCKED") {
        throw new SvsError(
          "store-in-use",
          `${this.title} is open already, in this process or another one; a store belongs to one member.`,
          { cause },
        );
      }
      throw this.explain(cause, "opened");
    }
  }

  async get(key: Uint8Array): Promise<Uint8Array | undefined> {
    const value = await this.attempt(() => this.level.get(key, VIEWS));
    return value && plain(value);
  }

  /** Values in the order of the keys. */
  async getMany(keys: readonly Uint8Array[]): Promise<(Uint8Array | undefined)[]> {
    const values = await this.attempt(() => this.level.getMany([...keys], VIEWS));
    return values.map((value) => value && plain(value));
  }

  /** What was sealed under a key. @throws SvsError `store-damaged` if it is something else. */
  async getSealed(key: Uint8Array, what: string): Promise<Uint8Array | undefined> {
    const value = await this.get(key);
    return value && this.unseal(key, value, what);
  }

  unseal(key: Uint8Array, value: Uint8Array, what: string): Uint8Array {
    const body = unseal(key, value);
    if (!body) {
      throw this.damaged(`the checksum of ${what} is wrong`);
    }
    return body;
  }

  /** The first entry of a range, or the last one. */
  async first(range: KeyRange, reverse = false): Promise<readonly [Uint8Array, Uint8Array] | undefined> {
    for await (const entry of this.walk(range, { limit: 1, reverse })) {
      return entry;
    }
    return undefined;
  }

  /** Entries in the order of their keys; those that are written meanwhile may be missed. */
  async *walk(
    range: KeyRange,
    { stride = 1000, ...options }: WalkOptions = {},
  ): AsyncGenerator<readonly [Uint8Array, Uint8Array]> {
    const iterator = await this.attempt(async () => this.level.iterator({ ...VIEWS, ...range, ...options }));
    try {
      for (;;) {
        const entries = await this.attempt(() => iterator.nextv(options.limit ?? stride));
        if (entries.length === 0) {
          return;
        }
        for (const [key, value] of entries) {
          yield [plain(key), plain(value)];
        }
      }
    } finally {
      await iterator.close();
    }
  }

  /**
   * Makes all of the changes, or none of them.
   * @param sync - whether they must be on the medium, and not only with the operating system, when the
   * promise resolves.
   * @throws SvsError `store-failed`. When the medium failed, every later write fails, too: LevelDB would
   * write behind what it left half written, and not find that again.
   */
  async write(changes: readonly Change[], sync: boolean): Promise<void> {
    if (this.failure !== undefined) {
      throw new SvsError(
        "store-failed",
        `${this.title} writes no more, since a write has failed; open it again.`,
        { cause: this.failure },
      );
    }
    const options = { ...VIEWS, sync };
    try {
      await this.level.batch(
        changes.map(({ key, value }) => (value ? { type: "put", key, value } : { type: "del", key })),
        options,
      );
    } catch (error) {
      if (codeOf(error) === "LEVEL_IO_ERROR") {
        this.failure = error;
      }
      throw this.explain(error, "written");
    }
  }

  /** @throws SvsError `store-failed`. */
  async close(): Promise<void> {
    try {
      await this.level.close();
    } catch (cause) {
      throw new SvsError("store-failed", `${this.title} could not be closed: ${messageOf(cause)}`, { cause });
    }
  }

  /** @param why - a clause, as in `the ledger is missing`. */
  damaged(why: string, cause?: unknown): SvsError {
    return damagedError(this.title, why, cause);
  }

  private async attempt<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      throw this.explain(error, "read");
    }
  }

  private explain(error: unknown, what: "opened" | "read" | "written"): SvsError {
    if (what !== "opened" && this.level.status !== "open") {
      return new SvsError("closed", `${this.title} is closed.`, { cause: error });
    }
    const message = messageOf(error);
    if (codeOf(error) === "LEVEL_CORRUPTION" || isShortTable(message)) {
      return this.damaged(message, error);
    }
    return new SvsError("store-failed", `${this.title} could not be ${what}: ${message}`, { cause: error });
  }
}

/** A table that is shorter than LevelDB remembers: it then reads beyond its end. */
function isShortTable(message: string): boolean {
  return /\.(ldb|sst): Invalid argument$/.test(message);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}

/** Without the Buffer that Node.js makes of it. */
function plain(octets: Uint8Array): Uint8Array {
  return octets.constructor === Uint8Array
    ? octets
    : new Uint8Array(octets.buffer, octets.byteOffset, octets.byteLength);
}
