import { type Interest, Name, type Signer } from "@ndn/packet";
import { digestSigning, v3 } from "@svs/core";
import type { MemberPorts, MemoryNetwork } from "@svs/transport-memory";
import { GROUP, type Peer } from "./peer.js";

/** Where an attack takes place: two honest members of one implementation, in step, and Mallory. */
export interface Stage {
  readonly alice: Peer;
  readonly bob: Peer;
  readonly mallory: Mallory;
}

/** An authenticated member that keeps to no rule. */
export class Mallory {
  constructor(
    private readonly network: MemoryNetwork,
    private readonly ports: MemberPorts,
  ) {}

  /** Seconds since 1970. */
  get now(): number {
    return Math.floor(this.ports.clock.wall() / 1000);
  }

  /** Announces a StateVector TLV, whatever it is, with a good signature unless told otherwise. */
  async announce(vector: Uint8Array, signer: Signer = digestSigning): Promise<Interest> {
    const { clock, random, transport } = this.ports;
    const interest = await clock.work(
      v3.makeSyncInterest({ group: new Name(GROUP), vector, signer, random }),
    );
    transport.send(interest);
    return interest;
  }

  /** Sends a packet again, under a Nonce of its own. */
  repeat(interest: Interest): void {
    interest.nonce = 1 + this.ports.random.below(2 ** 32 - 1);
    this.ports.transport.send(interest);
  }

  /** Lets time pass until a call of somebody's is through. */
  during<T>(call: Promise<T>): Promise<T> {
    return this.network.complete(call);
  }

  /** Lets so many virtual milliseconds pass. */
  async wait(milliseconds: number): Promise<void> {
    await this.network.advance(milliseconds);
  }
}
