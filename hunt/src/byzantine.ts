import { Component, type Data, Interest, Name, type Signer } from "@ndn/packet";
import { digestSigning, v3 } from "@svs/core";
import { StateVector } from "@svs/tlv";
import type { MemberPorts } from "@svs/transport-memory";
import { GROUP } from "./hunted-member.js";
import type { Ledger } from "./ledger.js";
import type { Trick } from "./plan.js";
import { rowKey } from "./rows.js";

const MALLORY = new Name("/mallory");

/** A member with a good signature that keeps to no rule. */
export class Byzantine {
  private claimed = 0;
  private readonly sent: Uint8Array[] = [];
  private outdated: Interest | undefined;

  constructor(
    private readonly ports: MemberPorts,
    private readonly ledger: Ledger,
  ) {}

  /** @param known - the vector of a member, which it has heard. */
  async play(trick: Trick, victim: string, known: StateVector): Promise<void> {
    const { transport, clock, random } = this.ports;
    const seconds = Math.floor(clock.wall() / 1000);
    const vector = known.clone();
    const claim = (node: Name, bootstrapTime: number, seqNo: number): void => {
      this.ledger.claim(rowKey(node.value, bootstrapTime), seqNo);
      vector.set(node.value, bootstrapTime, seqNo);
    };
    let octets: Uint8Array | undefined;
    switch (trick) {
      case "jump":
        this.claimed += 1_000_000_000;
        claim(MALLORY, seconds, this.claimed);
        break;
      case "another's number": {
        const node = new Name(`/${victim}`);
        const bootstrapTime = known.latestBootstrapTime(node.value) ?? seconds;
        claim(node, bootstrapTime, known.get(node.value, bootstrapTime) + 1 + Math.floor(random.next() * 3));
        break;
      }
      case "future bootstrap":
        vector.set(MALLORY.value, seconds + 10 * 86_400, 1);
        break;
      case "past bootstrap":
        claim(MALLORY, 60, 1);
        break;
      case "huge number":
        octets = withHugeNumber(vector);
        break;
      case "damaged vector":
        octets = vector.encode();
        octets[Math.floor(random.next() * octets.length)]! ^= 0x55;
        this.claimAll(octets);
        break;
      case "old vector again":
        octets = this.sent[0];
        break;
      case "old packet again":
        this.outdated ??= await this.sign(outdatedTo(known), digestSigning);
        transport.send(new Interest(this.outdated, Interest.Nonce(1 + random.below(2 ** 32 - 1))));
        return;
      case "empty vector":
        octets = new StateVector().encode();
        break;
      case "bad signature":
        break;
    }
    octets ??= vector.encode();
    this.sent.push(octets);
    const signer = trick === "bad signature" ? spoilingSigner : digestSigning;
    transport.send(await this.sign(octets, signer));
  }

  private sign(vector: Uint8Array, signer: Signer): Promise<Interest> {
    const { clock, random } = this.ports;
    return clock.work(v3.makeSyncInterest({ group: new Name(GROUP), vector, signer, random }));
  }

  /** Damaged octets may still be a vector, of somebody's. */
  private claimAll(octets: Uint8Array): void {
    try {
      for (const { node, bootstrapTime, seqNo } of StateVector.decode(octets)) {
        this.ledger.claim(rowKey(node, bootstrapTime), seqNo);
      }
    } catch {
      // It is none, as it was meant.
    }
  }
}

/** What a member announces that has missed the last publication of one row. */
function outdatedTo(known: StateVector): Uint8Array {
  const before = known.clone();
  const [first] = known;
  if (first) {
    before.set(first.node, first.bootstrapTime, first.seqNo - 1);
  }
  return before.encode();
}

/** A row with number 2^53 behind the others; it sorts last by its name. */
function withHugeNumber(vector: StateVector): Uint8Array {
  const last = new Name([Component.from("~~~~~~~~")]);
  const marked = vector.clone();
  marked.set(last.value, 1, Number.MAX_SAFE_INTEGER);
  const octets = marked.encode();
  octets.set([0x00, 0x20, 0, 0, 0, 0, 0, 0], octets.length - 8);
  return octets;
}

/** Signs, and then changes an octet of the signature. */
const spoilingSigner: Signer = {
  async sign(packet) {
    await digestSigning.sign(packet);
    const { sigValue } = packet as Data;
    sigValue![0]! ^= 0xff;
  },
};
