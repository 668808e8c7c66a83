import { Name } from "@ndn/packet";
import {
  type GetOptions,
  type PublicationRange,
  type PublicationStore,
  type PublicationStoreLimits,
  type StoredPacket,
  SvsError,
} from "@svs/core";
import type { Change, Database } from "./database.js";
import {
  everyName,
  everyOtherPacket,
  everyOwnPacket,
  idOf,
  memberKey,
  memberRange,
  nameKey,
  packetKey,
  packetKeyOf,
} from "./keys.js";
import { Ledger } from "./ledger.js";
import { decodeNameEntry, encodeNameEntry } from "./name-entry.js";
import { sameOctets } from "./octets.js";
import { decodePacket, encodePacket } from "./packet-record.js";
import { seal } from "./sealed-value.js";
import { Turns } from "./turns.js";

/** Packets that a range reads at a time. */
const RANGE_READ = 32;
/** Packets that are read at a time to be evicted: mostly one has to go for one that comes. */
const EVICTION_READ = 2;

/** What a publication store in a database stands on. */
export interface LevelPublicationStoreOptions {
  readonly limits: PublicationStoreLimits;
  /** Whether own packets must be on the medium when `put` resolves. */
  readonly sync: boolean;
  /** Called once, when everything that was begun has ended. */
  readonly onClose: () => Promise<void>;
}

/**
 * Publications in a database: see `keys.ts` for what is kept where.
 *
 * Eviction order: packets of other members, in the order in which they were put, over restarts, too.
 */
export class LevelPublicationStore implements PublicationStore {
  /** Changes, one after the other: each looks at what is held before it writes. */
  private readonly turns = new Turns();
  /** Packets of others before this key are gone: looking for the oldest does not pass what was deleted. */
  private oldest = everyOtherPacket.gte;
  private closed: Promise<void> | undefined;

  private constructor(
    private readonly database: Database,
    private readonly options: LevelPublicationStoreOptions,
    private ledger: Ledger,
    private nextId: number,
  ) {}

  /** @throws SvsError `store-damaged`, `store-failed`. */
  static async open(
    database: Database,
    options: LevelPublicationStoreOptions,
  ): Promise<LevelPublicationStore> {
    const ledger = await Ledger.open(database);
    const newest = await Promise.all(
      [everyOwnPacket, everyOtherPacket].map((packets) => database.first(packets, true)),
    );
    const nextId = Math.max(...newest.map((entry) => (entry ? idOf(entry[0]) + 1 : 0)));
    return new LevelPublicationStore(database, options, ledger, nextId);
  }

  get byteLimit(): number {
    return this.options.limits.byteLimit;
  }

  get packetLimit(): number {
    return this.options.limits.packetLimit;
  }

  get byteLength(): number {
    return this.ledger.octets;
  }

  get packetCount(): number {
    return this.ledger.packets;
  }

  async put(stored: StoredPacket): Promise<void> {
    this.ensureOpen();
    await this.turns.run(() => this.add(stored));
  }

  async get(name: Name, { canBePrefix = false }: GetOptions = {}): Promise<Uint8Array | undefined> {
    this.ensureOpen();
    return (await this.find(name, canBePrefix))?.packet;
  }

  async has(name: Name): Promise<boolean> {
    this.ensureOpen();
    return (await this.database.get(nameKey(name))) !== undefined;
  }

  async *range({ node, bootstrapTime, low, high }: PublicationRange): AsyncGenerator<StoredPacket> {
    this.ensureOpen();
    let keys: Uint8Array[] = [];
    for await (const [key] of this.database.walk(memberRange({ node, bootstrapTime }, low, high))) {
      keys.push(key);
      if (keys.length === RANGE_READ) {
        yield* this.ofMember(keys);
        keys = [];
      }
    }
    yield* this.ofMember(keys);
  }

  async delete(name: Name): Promise<boolean> {
    this.ensureOpen();
    return this.turns.run(() => this.remove(name));
  }

  close(): Promise<void> {
    this.closed ??= this.turns.idle().then(this.options.onClose);
    return this.closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private ensureOpen(): void {
    if (this.closed) {
      throw new SvsError("closed", "The publication store is closed.");
    }
  }

  private async add(stored: StoredPacket): Promise<void> {
    const held = await this.find(stored.name, false);
    if (held) {
      if (sameOctets(held.packet, stored.packet)) {
        return;
      }
      throw new SvsError("store-conflict", `Another Data is already stored under ${stored.name}.`);
    }
    const size = stored.packet.length;
    const room = await this.makeRoom(size);
    const packet = packetKey(stored.own, this.nextId);
    const name = { key: nameKey(stored.name), value: encodeNameEntry({ packet, size }) };
    const member = memberKey(stored, packet);
    const ledger = room.ledger.withName(1, name.key, name.value).withMember(member);
    const changes = [
      ...room.changes,
      { key: packet, value: seal(packet, encodePacket(stored)) },
      name,
      { key: member, value: new Uint8Array() },
      ledger.change(),
    ];
    // What others published can be had again from them.
    await this.database.write(changes, stored.own && this.options.sync);
    this.nextId++;
    this.ledger = ledger;
    this.oldest = room.oldest;
  }

  private async remove(name: Name): Promise<boolean> {
    const held = await this.find(name, false);
    if (!held) {
      return false;
    }
    const { changes, ledger } = forget(this.ledger, held);
    await this.database.write([...changes, ledger.change()], held.own && this.options.sync);
    this.ledger = ledger;
    return true;
  }

  /** What to forget so that a packet of `needed` octets fits. */
  private async makeRoom(needed: number): Promise<Room> {
    const { byteLimit, packetLimit } = this;
    const fits = (held: Ledger): boolean => held.octets + needed <= byteLimit && held.packets < packetLimit;
    let { ledger, oldest } = this;
    if (ledger.octets - ledger.evictable + needed > byteLimit) {
      throw new SvsError(
        "store-full",
        `The publication store holds ${ledger.octets} of ${byteLimit} octets and has no room for ${needed} more; raise byteLimit or delete old publications.`,
      );
    }
    if (ledger.packets - ledger.evictablePackets >= packetLimit) {
      throw new SvsError(
        "store-full",
        `The publication store holds ${ledger.packets} packets, and no more than ${packetLimit}; raise packetLimit or delete old publications.`,
      );
    }
    const changes: Change[] = [];
    if (!fits(ledger)) {
      const others = { ...everyOtherPacket, gte: oldest };
      for await (const [key, value] of this.database.walk(others, { stride: EVICTION_READ })) {
        oldest = key;
        if (fits(ledger)) {
          break;
        }
        const gone = forget(ledger, this.decode(key, value));
        changes.push(...gone.changes);
        ledger = gone.ledger;
      }
    }
    return { changes, ledger, oldest };
  }

  /** The packet of a name, or with `canBePrefix` of the first longer name. */
  private async find(name: Name, canBePrefix: boolean): Promise<HeldPacket | undefined> {
    const lowest = nameKey(name);
    const exact = await this.database.get(lowest);
    if (exact) {
      return this.follow(lowest, exact);
    }
    const entry = canBePrefix ? await this.database.first({ ...everyName, gte: lowest }) : undefined;
    return entry && name.isPrefixOf(new Name(entry[0].subarray(1))) ? this.follow(...entry) : undefined;
  }

  /** The packet that a name's entry leads to; `undefined` if it was forgotten meanwhile. */
  private async follow(key: Uint8Array, entry: Uint8Array): Promise<HeldPacket | undefined> {
    const { packet } = decodeNameEntry(entry);
    const value = await this.database.get(packet);
    if (!value) {
      return this.missing(key);
    }
    const held = this.decode(packet, value);
    if (!sameOctets(nameKey(held.name), key)) {
      throw this.database.damaged("a name leads to another packet");
    }
    return held;
  }

  private async *ofMember(keys: readonly Uint8Array[]): AsyncGenerator<StoredPacket> {
    this.ensureOpen();
    const packets = keys.map(packetKeyOf);
    const values = await this.database.getMany(packets);
    for (const [i, key] of keys.entries()) {
      const value = values[i];
      if (!value) {
        await this.missing(key);
        continue;
      }
      const { key: packet, ...stored } = this.decode(packets[i]!, value);
      if (!sameOctets(memberKey(stored, packet), key)) {
        throw this.database.damaged("a publication leads to another packet");
      }
      yield stored;
    }
  }

  /** Something led to a packet that is not there: it was forgotten meanwhile, or it has got lost. */
  private async missing(key: Uint8Array): Promise<undefined> {
    if (await this.database.get(key)) {
      throw this.database.damaged("a packet is missing");
    }
  }

  private decode(key: Uint8Array, value: Uint8Array): HeldPacket {
    return { ...decodePacket(key, this.database.unseal(key, value, "a packet")), key };
  }
}

/** A packet and the key it is under. */
interface HeldPacket extends StoredPacket {
  readonly key: Uint8Array;
}

/** Changes that make room, and what is held after them. */
interface Room {
  readonly changes: readonly Change[];
  readonly ledger: Ledger;
  /** Where the packets of others begin after them. */
  readonly oldest: Uint8Array;
}

function forget(before: Ledger, held: HeldPacket): { changes: readonly Change[]; ledger: Ledger } {
  const name = nameKey(held.name);
  const member = memberKey(held, held.key);
  const entry = encodeNameEntry({ packet: held.key, size: held.packet.length });
  return {
    changes: [{ key: held.key }, { key: name }, { key: member }],
    ledger: before.withName(-1, name, entry).withMember(member),
  };
}
