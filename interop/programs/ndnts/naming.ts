import { Component, type Name } from "@ndn/packet";
import type { StateVector } from "@ndn/svs";
import { Encoder, NNI } from "@ndn/tlv";

const TT = { generic: 8, timestamp: 56, sequenceNumber: 58 } as const;

/** Which version a member speaks, and how its publications are called; NDNts leaves both to its user. */
export type NdntsClass = "v2" | "v3";

/** What a member registers for its publications. */
export function dataPrefix(group: Name, node: Name): Name {
  return node.append(...group.comps);
}

/** The specification's names in version 3; in version 2 those of the C++ library's `SVSync`. */
export function dataName(version: NdntsClass, group: Name, id: StateVector.ID, seqNo: number): Name {
  const prefix = dataPrefix(group, id.name);
  return version === "v2"
    ? prefix.append(numbered(TT.generic, seqNo))
    : prefix.append(numbered(TT.timestamp, id.boot), numbered(TT.sequenceNumber, seqNo));
}

function numbered(type: number, value: number): Component {
  return new Component(type, Encoder.encode(NNI(value)));
}
