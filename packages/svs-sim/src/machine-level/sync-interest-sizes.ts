import { Name } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import { type Dialect, digestSigning } from "@svs/core";
import { SeededRandom } from "@svs/transport-memory";
import { FIRST_BOOTSTRAP_TIME } from "../epoch.js";
import { GROUP, nodeOctets } from "../node-names.js";

/** Octets of Sync Interests. Whole packets are made of those of each size once, after the run. */
export class SyncInterestSizes {
  /** How many there were, by what their size depends on, and one of their senders. */
  private readonly counts = new Map<
    number,
    { count: number; readonly member: number; readonly vector: Uint8Array }
  >();

  count(member: number, vector: Uint8Array): void {
    const key = vector.length * 16 + String(member).length;
    const counted = this.counts.get(key);
    if (counted === undefined) {
      this.counts.set(key, { count: 1, member, vector });
    } else {
      counted.count++;
    }
  }

  async total(dialect: Dialect): Promise<number> {
    let total = 0;
    for (const { count, member, vector } of this.counts.values()) {
      total += count * (await syncInterest(dialect, member, vector, SIZES)).length;
    }
    return total;
  }
}

const SIZES = SeededRandom.of(0);

/** A Sync Interest of a member as it would cross the network. */
export async function syncInterest(
  dialect: Dialect,
  member: number,
  vector: Uint8Array,
  random: SeededRandom,
): Promise<Uint8Array> {
  const interest = await dialect.makeSyncInterest({
    group: new Name(GROUP),
    vector,
    signer: dialect.syncSigning ?? digestSigning,
    random,
    sender: {
      node: new Name(nodeOctets(member)),
      bootstrapTime: dialect.hasBootstrapTime ? FIRST_BOOTSTRAP_TIME : 0,
      servesParts: false,
    },
  });
  interest.nonce = random.below(2 ** 32);
  return Encoder.encode(interest);
}
