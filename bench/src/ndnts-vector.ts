/** A row of a state vector. */
export interface Row {
  readonly node: Uint8Array;
  readonly bootstrapTime: number;
  readonly seqNo: number;
}

/** NDNts expects `Promise.withResolvers`, which Node.js has from version 22 only. */
function provideWithResolvers(): void {
  if ("withResolvers" in Promise) {
    return;
  }
  Object.defineProperty(Promise, "withResolvers", {
    configurable: true,
    writable: true,
    value: function withResolvers(this: PromiseConstructor) {
      let settlers: unknown[] = [];
      const promise = new this((...both) => {
        settlers = both;
      });
      return { promise, resolve: settlers[0], reject: settlers[1] };
    },
  });
}

/** NDNts' state vector, doing what its `SvSync` does for a Sync Interest out and in. */
export async function loadNdnts() {
  provideWithResolvers();
  const { StateVector } = await import("@ndn/svs");
  const { Decoder, Encoder } = await import("@ndn/tlv");
  const { Name } = await import("@ndn/packet");
  type NdntsVector = InstanceType<typeof StateVector>;

  const raise = (vector: NdntsVector, { node, bootstrapTime, seqNo }: Row): void => {
    vector.set({ name: new Name(node), boot: bootstrapTime }, seqNo);
  };
  return {
    raise,
    build(rows: Iterable<Row>): NdntsVector {
      const vector = new StateVector();
      for (const row of rows) {
        raise(vector, row);
      }
      return vector;
    },
    encode(vector: NdntsVector): Uint8Array {
      const encoder = new Encoder();
      vector.encodeTo(encoder, 3);
      return encoder.output;
    },
    receive(own: NdntsVector, octets: Uint8Array): number {
      const received = Decoder.decode(octets, StateVector);
      const older = own.listOlderThan(received).length;
      const newer = received.listOlderThan(own).length;
      own.mergeFrom(received);
      return older + newer;
    },
  };
}
