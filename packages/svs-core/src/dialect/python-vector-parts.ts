import { Component, Data, Interest, type Name } from "@ndn/packet";
import { Decoder, Encoder, NNI } from "@ndn/tlv";
import { sha256 } from "../sha256.js";
import type { VectorParts } from "./dialect.js";
import { sequenceComponent, sequenceNumber } from "./naming.js";

const TT_STATE_VECTOR = 201;
/** Octets of entries in one part at the most, as in the Python library. */
const PART_SIZE = 7300;
/** FreshnessPeriod of a part, in milliseconds, as in the Python library. */
const FRESHNESS = 5000;
/** InterestLifetime of an Interest for a part, in milliseconds, as in the Python library. */
const LIFETIME = 2000;
/** Parts that are asked for at the most: some 20 000 members. */
const PARTS_MAX = 64;
const PROP = Component.from("prop");

/** A vector in the Python form, cut. */
export interface PythonParts {
  /** One StateVector TLV for each part; at least one. */
  readonly parts: readonly Uint8Array[];
  /** Sum of all sequence numbers. */
  readonly total: number;
}

/**
 * Cuts a vector between entries, which stay in their order.
 * @param vector - a StateVector TLV of our own in the Python form.
 * @param partSize - octets of entries in one part at the most; a larger entry is a part alone.
 */
export function cutPythonVector(vector: Uint8Array, partSize = PART_SIZE): PythonParts {
  const entries: Uint8Array[][] = [[]];
  let size = 0;
  let total = 0;
  for (const decoder = new Decoder(new Decoder(vector).read().value); !decoder.eof; ) {
    const id = decoder.read();
    const seqNo = decoder.read();
    total += NNI.decode(seqNo.value);
    const octets = id.size + seqNo.size;
    if (size > 0 && size + octets > partSize) {
      entries.push([]);
      size = 0;
    }
    size += octets;
    entries.at(-1)!.push(id.tlv, seqNo.tlv);
  }
  return { parts: entries.map((part) => Encoder.encode([TT_STATE_VECTOR, ...part])), total };
}

/** Interests for the parts 1..`count` of a member's vector. */
export function requestsForParts(group: Name, source: Name, count: number): Interest[] {
  const prefix = pythonVectorParts.prefix(group, source);
  return Array.from(
    { length: Math.min(count, PARTS_MAX) },
    (_, index) =>
      new Interest(
        prefix.append(sequenceComponent(index + 1)),
        Interest.CanBePrefix,
        Interest.MustBeFresh,
        Interest.Lifetime(LIFETIME),
      ),
  );
}

/** Parts as Python 0.3 serves them: `/<node>/<group>/prop/seq=<part>`, a StateVector in Data. */
export const pythonVectorParts: VectorParts = {
  prefix: (group, node) => node.append(...group.comps, PROP),

  async answer({ name }, vector, signer) {
    const part = cutPythonVector(vector).parts[sequenceNumber(name.get(-1)) ?? -1];
    if (!part) {
      return undefined;
    }
    const data = new Data(name, part, Data.FreshnessPeriod(FRESHNESS));
    await signer.sign(data);
    return data;
  },

  read(data) {
    const { type, tlv } = new Decoder(data.content).read();
    if (type !== TT_STATE_VECTOR) {
      throw new Error("the Data is no part of a vector");
    }
    return { vector: tlv, digest: sha256(Encoder.encode(data)), signed: data };
  },
};
