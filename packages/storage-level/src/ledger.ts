import { crc32c } from "./crc32c.js";
import type { Change, Database } from "./database.js";
import { everyMember, everyName, isOwn, ledgerKey } from "./keys.js";
import { decodeNameEntry } from "./name-entry.js";
import { OctetReader } from "./octet-reader.js";
import { OctetWriter } from "./octet-writer.js";
import { seal } from "./sealed-value.js";

/**
 * How much the database holds. It is written with every change, so that a database from which something
 * has got lost differs from its ledger.
 */
export class Ledger {
  constructor(
    readonly packets = 0,
    /** Octets of all packets. */
    readonly octets = 0,
    /** Octets of the packets of others. */
    readonly evictable = 0,
    /** Checksums of the entries that lead to packets, folded by exclusive or. */
    private readonly fold = 0,
    /** Packets of others. Not written: it follows from the names. */
    readonly evictablePackets = 0,
  ) {}

  /** @throws SvsError `store-damaged` if the database holds something else than was written. */
  static async open(database: Database): Promise<Ledger> {
    const body = await database.getSealed(ledgerKey, "the ledger");
    const written = body ? Ledger.decode(body) : new Ledger();
    let held = new Ledger();
    for await (const [key, value] of database.walk(everyName)) {
      held = held.withName(1, key, value);
    }
    for await (const [key] of database.walk(everyMember)) {
      held = held.withMember(key);
    }
    if (held.packets !== written.packets || held.octets !== written.octets) {
      throw database.damaged(
        `${held.packets} packets of ${held.octets} octets are there, of ${written.packets} of ${written.octets}`,
      );
    }
    if (held.evictable !== written.evictable || held.fold !== written.fold) {
      throw database.damaged("names do not lead to the packets that they led to");
    }
    return held;
  }

  /** With what leads from a name to its packet added (1), or removed (-1). */
  withName(sign: 1 | -1, key: Uint8Array, value: Uint8Array): Ledger {
    const { packet, size } = decodeNameEntry(value);
    const evictable = isOwn(packet) ? 0 : sign;
    return new Ledger(
      this.packets + sign,
      this.octets + sign * size,
      this.evictable + evictable * size,
      this.fold ^ crc32c(value, crc32c(key)),
      this.evictablePackets + evictable,
    );
  }

  /** With what leads from a publication to its packet added, or removed. */
  withMember(key: Uint8Array): Ledger {
    const { packets, octets, evictable, fold, evictablePackets } = this;
    return new Ledger(packets, octets, evictable, fold ^ crc32c(key), evictablePackets);
  }

  /** What writes it down. */
  change(): Change {
    const { packets, octets, evictable, fold } = this;
    const body = new OctetWriter().integer(packets).integer(octets).integer(evictable).uint32(fold).finish();
    return { key: ledgerKey, value: seal(ledgerKey, body) };
  }

  private static decode(body: Uint8Array): Ledger {
    const reader = new OctetReader(body);
    return new Ledger(reader.integer(), reader.integer(), reader.integer(), reader.uint32() | 0);
  }
}
