import { createHash } from "node:crypto";
import { Data } from "@ndn/packet";
import { Decoder } from "@ndn/tlv";
import { MemoryPublicationStore, type StoredPacket } from "@svs/core";
import { rowKey } from "./rows.js";
import { Violation } from "./violation.js";

/** What was really published, and what somebody has claimed: all that a row may say. */
export class Ledger {
  private readonly packets = new Map<string, string>();
  private readonly parts = new Map<string, Uint8Array[]>();
  private readonly contents = new Map<string, Map<number, string>>();
  private readonly claims = new Map<string, number>();

  /**
   * A member has stored a packet of its own. The first packet is stored last, and makes a publication.
   * @throws Violation if the name had other octets.
   */
  stored({ name, node, bootstrapTime, seqNo, segment, packet }: StoredPacket): void {
    const digest = digestOf(packet);
    const before = this.packets.get(name.valueHex);
    if (before !== undefined && before !== digest) {
      throw new Violation("one content", `${name} was stored with two contents`);
    }
    this.packets.set(name.valueHex, digest);
    const row = rowKey(node.value, bootstrapTime);
    const key = `${row} ${seqNo}`;
    const parts = this.parts.get(key) ?? [];
    parts[segment] = Decoder.decode(packet, Data).content;
    this.parts.set(key, parts);
    if (segment === 0) {
      const numbers = this.contents.get(row) ?? new Map<number, string>();
      this.contents.set(row, numbers.set(seqNo, digestOf(...parts)));
      this.parts.delete(key);
    }
  }

  claim(row: string, seqNo: number): void {
    this.claims.set(row, Math.max(seqNo, this.claims.get(row) ?? 0));
  }

  /** What a vector may say at the most. */
  highest(row: string): number {
    return Math.max(this.published(row), this.claims.get(row) ?? 0);
  }

  /** How many publications there really are. */
  published(row: string): number {
    return this.contents.get(row)?.size ?? 0;
  }

  /** @throws Violation if that is not what was published. */
  check(row: string, seqNo: number, content: Uint8Array): void {
    if (this.contents.get(row)?.get(seqNo) !== digestOf(content)) {
      throw new Violation("delivery in order", `${row} #${seqNo} has a content that was not published`);
    }
  }
}

/** A member's disk that enters what is put on it into the ledger. */
export class LedgerStore extends MemoryPublicationStore {
  constructor(private readonly ledger: Ledger) {
    super();
  }

  override async put(packet: StoredPacket): Promise<void> {
    if (packet.own) {
      this.ledger.stored(packet);
    }
    await super.put(packet);
  }
}

function digestOf(...octets: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const part of octets) {
    hash.update(part);
  }
  return hash.digest("base64");
}
