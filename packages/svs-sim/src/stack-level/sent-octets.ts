import { Name } from "@ndn/packet";
import type { Dialect } from "@svs/core";
import { TlvCursor } from "@svs/tlv";
import type { SentPacket } from "@svs/transport-memory";
import { GROUP } from "../node-names.js";
import type { SentOctets } from "../run-result.js";

const TT_INTEREST = 0x05;
const TT_NAME = 0x07;

/** Counts the octets that members send, by kind of packet. */
export class SentOctetsCount {
  private syncInterests = 0;
  private dataInterests = 0;
  private data = 0;
  private readonly syncPrefix: Uint8Array;

  constructor(dialect: Dialect) {
    this.syncPrefix = dialect.syncPrefix(new Name(GROUP)).value;
  }

  get total(): SentOctets {
    const { syncInterests, dataInterests, data } = this;
    return { syncInterests, dataInterests, data };
  }

  count({ kind, octets }: SentPacket): void {
    if (kind === "data") {
      this.data += octets.length;
    } else if (this.isSyncInterest(octets)) {
      this.syncInterests += octets.length;
    } else {
      this.dataInterests += octets.length;
    }
  }

  private isSyncInterest(octets: Uint8Array): boolean {
    const { syncPrefix } = this;
    const cursor = new TlvCursor(octets);
    cursor.open(TT_INTEREST, "Interest");
    cursor.expect(cursor.valueAt, cursor.valueEnd, TT_NAME, "Name");
    const start = cursor.valueAt;
    for (let i = 0; i < syncPrefix.length; i++) {
      if (octets[start + i] !== syncPrefix[i]) {
        return false;
      }
    }
    return true;
  }
}
