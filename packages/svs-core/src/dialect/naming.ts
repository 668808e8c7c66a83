import { Component } from "@ndn/packet";
import { Encoder, NNI } from "@ndn/tlv";

/** Component types of the NDN naming conventions, revision 3. */
const TT = { segment: 50, version: 54, timestamp: 56, sequenceNumber: 58 } as const;

/** Octets of a number at the most. The encoder's own guess is 2 048. */
const NUMBER_SIZE_MAX = 8;

function numbered(type: number, value: number): Component {
  return new Component(type, Encoder.encode(NNI(value), NUMBER_SIZE_MAX));
}

/** `v=<version>` */
export function versionComponent(version: number): Component {
  return numbered(TT.version, version);
}

/** `seg=<segment>` */
export function segmentComponent(segment: number): Component {
  return numbered(TT.segment, segment);
}

/** The number of a `seg=` component; `undefined` if it is none. */
export function segmentNumber(component: Component | undefined): number | undefined {
  return numberOf(TT.segment, component);
}

/** `t=<seconds>`: the specification writes plain seconds into the timestamp component. */
export function bootstrapComponent(seconds: number): Component {
  return numbered(TT.timestamp, seconds);
}

/** `seq=<seqNo>` */
export function sequenceComponent(seqNo: number): Component {
  return numbered(TT.sequenceNumber, seqNo);
}

/** The number of a `seq=` component; `undefined` if it is none. */
export function sequenceNumber(component: Component | undefined): number | undefined {
  return numberOf(TT.sequenceNumber, component);
}

function numberOf(type: number, component: Component | undefined): number | undefined {
  if (component?.type !== type || !NNI.isValidLength(component.length)) {
    return undefined;
  }
  try {
    return NNI.decode(component.value);
  } catch {
    return undefined; // above 2^53-1
  }
}
