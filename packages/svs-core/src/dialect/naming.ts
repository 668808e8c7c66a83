import { Component, Name } from "@ndn/packet";
import { NNI } from "@ndn/tlv";
import { integerSize, writeInteger } from "@svs/tlv";

/** Component types of the NDN naming conventions, revision 3. */
const TT = { segment: 50, version: 54, timestamp: 56, sequenceNumber: 58 } as const;

/** @throws RangeError unless the value is a whole number from 0 to 2^53-1. */
function numbered(type: number, value: number): Component {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`A number in a name is a whole number from 0 to 2^53-1, and not ${value}.`);
  }
  const octets = new Uint8Array(integerSize(value));
  writeInteger(octets, 0, value, octets.length);
  return new Component(type, octets);
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

/**
 * `<first>/<second>/t=<bootstrapTime>/seq=<seqNo>`, made as octets: each member makes that name for each publication.
 */
export function publicationName(first: Name, second: Name, bootstrapTime: number, seqNo: number): Name {
  const beginning = first.value;
  const middle = second.value;
  const bootstrapSize = integerSize(bootstrapTime);
  const seqNoSize = integerSize(seqNo);
  const octets = new Uint8Array(beginning.length + middle.length + 2 + bootstrapSize + 2 + seqNoSize);
  octets.set(beginning);
  octets.set(middle, beginning.length);
  let at = beginning.length + middle.length;
  octets[at++] = TT.timestamp;
  octets[at++] = bootstrapSize;
  at = writeInteger(octets, at, bootstrapTime, bootstrapSize);
  octets[at++] = TT.sequenceNumber;
  octets[at++] = seqNoSize;
  writeInteger(octets, at, seqNo, seqNoSize);
  return new Name(octets);
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
