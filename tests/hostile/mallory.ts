import { type Data, type Interest, Name, type Signer, SigType } from "@ndn/packet";
import { digestSigning, v3 } from "@svs/core";
import { StateVector } from "@svs/tlv";
import type { MemberPorts } from "@svs/transport-memory";

/** The group of all members here. */
const GROUP = new Name("/group");

/** A row that somebody claims. */
export interface Claimed {
  readonly node: string;
  /** Seconds since 1970. */
  readonly bootstrapTime: number;
  readonly seqNo: number;
}

/** An authenticated member that keeps to no rule. */
export class Mallory {
  constructor(
    private readonly ports: MemberPorts,
    private readonly signer: Signer = digestSigning,
  ) {}

  /** Seconds since 1970. */
  get now(): number {
    return Math.floor(this.ports.clock.wall() / 1000);
  }

  /** Announces these rows, with a good signature unless another signer is given. */
  async announce(rows: readonly Claimed[], signer = this.signer): Promise<void> {
    const { clock, random, transport } = this.ports;
    const vector = new StateVector();
    for (const { node, bootstrapTime, seqNo } of rows) {
      vector.set(new Name(node).value, bootstrapTime, seqNo);
    }
    transport.send(
      await clock.work(v3.makeSyncInterest({ group: GROUP, vector: vector.encode(), signer, random })),
    );
  }

  /** Answers Interests for publications of a name, signed unless the answer has a signature. */
  async serve(node: string, answer: (interest: Interest) => Data | undefined): Promise<void> {
    const { clock, transport } = this.ports;
    await transport.serve(v3.dataPrefix(GROUP, new Name(node)), async (interest) => {
      const data = answer(interest);
      if (data?.sigInfo.type === SigType.Null) {
        await clock.work(this.signer.sign(data));
      }
      return data;
    });
  }
}

/** So many names that nobody has. */
export function invented(from: number, count: number, bootstrapTime: number): Claimed[] {
  return Array.from({ length: count }, (_, i) => ({
    node: `/invented-${from + i}`,
    bootstrapTime,
    seqNo: 1,
  }));
}
