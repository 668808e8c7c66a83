import { Component, Name } from "@ndn/packet";
import { NNI } from "@ndn/tlv";
import { integerSize, writeInteger } from "@svs/tlv";
import type { Dialect } from "./dialect.js";

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

/** A name whose components and TLV-VALUE are both at hand: none of them has to be made of the other. */
class CompleteName extends Name {
  declare readonly comps: readonly Component[];

  constructor(
    comps: readonly Component[],
    private readonly octets: Uint8Array,
  ) {
    super();
    this.comps = comps;
  }

  override get value(): Uint8Array {
    return this.octets;
  }
}

/** What the names of one numbering begin with. */
interface Numbering {
  readonly group: Name;
  readonly bootstrapTime: number;
  /** With the bootstrap time. */
  readonly prefix: Name;
}

/**
 * Names publications `<data prefix>/t=<bootstrapTime>/seq=<seqNo>`. Each member makes that name for each publication:
 * what those of one numbering have in common is made once, as long as they come with the same node prefix object.
 */
export function publicationNames(dataPrefix: Dialect["dataPrefix"]): Dialect["dataName"] {
  const numberings = new WeakMap<Name, Numbering>();
  return (group, { node, bootstrapTime, seqNo }) => {
    let numbering = numberings.get(node);
    if (numbering?.group !== group || numbering.bootstrapTime !== bootstrapTime) {
      const prefix = dataPrefix(group, node).append(bootstrapComponent(bootstrapTime));
      numbering = { group, bootstrapTime, prefix };
      numberings.set(node, numbering);
    }
    return appendSequence(numbering.prefix, seqNo);
  };
}

function appendSequence({ comps, value }: Name, seqNo: number): Name {
  const component = sequenceComponent(seqNo);
  const octets = new Uint8Array(value.length + component.tlv.length);
  octets.set(value);
  octets.set(component.tlv, value.length);
  return new CompleteName([...comps, component], octets);
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
