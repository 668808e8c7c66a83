import "../../tests/with-resolvers.js";
import { Name } from "@ndn/packet";
import { StateVector } from "@ndn/svs";
import { Decoder, Encoder } from "@ndn/tlv";

/** A row of a state vector. */
export interface Row {
  readonly node: Uint8Array;
  readonly bootstrapTime: number;
  readonly seqNo: number;
}

function raise(vector: StateVector, { node, bootstrapTime, seqNo }: Row): void {
  vector.set({ name: new Name(node), boot: bootstrapTime }, seqNo);
}

/** NDNts' state vector, doing what its `SvSync` does for a Sync Interest out and in. */
export const ndnts = {
  raise,
  build(rows: Iterable<Row>): StateVector {
    const vector = new StateVector();
    for (const row of rows) {
      raise(vector, row);
    }
    return vector;
  },
  encode(vector: StateVector): Uint8Array {
    const encoder = new Encoder();
    vector.encodeTo(encoder, 3);
    return encoder.output;
  },
  receive(own: StateVector, octets: Uint8Array): number {
    const received = Decoder.decode(octets, StateVector);
    const older = own.listOlderThan(received).length;
    const newer = received.listOlderThan(own).length;
    own.mergeFrom(received);
    return older + newer;
  },
};
