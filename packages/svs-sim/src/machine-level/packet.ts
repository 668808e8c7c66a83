import type { Input } from "@svs/core";

/** Octets of a digest. */
const DIGEST_SIZE = 32;

/** A Sync Interest under way. All who hear it share it. */
export class Packet {
  readonly received: Input;
  /** The verdict on its signature: good. */
  readonly verified: Input;

  /**
   * @param id - its number in the run, from 1; what stands for the digest of its signed octets is made of it.
   * @param vector - the state vector's octets.
   */
  constructor(
    readonly id: number,
    readonly origin: number,
    readonly vector: Uint8Array,
  ) {
    const digest = new Uint8Array(DIGEST_SIZE);
    // The lowest octets differ first: machines compare digests from their beginning.
    for (let i = 0, rest = id; rest > 0; i++, rest = Math.floor(rest / 256)) {
      digest[i] = rest % 256;
    }
    this.received = { type: "received", vector: { id, octets: vector, digest } };
    this.verified = { type: "verified", id, ok: true };
  }
}
