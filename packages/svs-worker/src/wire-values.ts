import { Data, Name } from "@ndn/packet";
import { Decoder, Encoder } from "@ndn/tlv";
import { Publication } from "@svs/core";
import { StateVector } from "@svs/tlv";
import { copied, isMovable } from "./octets.js";
import type { Wire, WireError } from "./protocol.js";
import { errorFromWire, errorToWire } from "./wire-errors.js";

/** The key of what stands for an object that cannot cross as it is. */
const AS = "@svs/worker";

/** Objects that cross as something else, by that key. */
type StandIn =
  | { readonly [AS]: "name"; readonly value: Uint8Array }
  | { readonly [AS]: "vector"; readonly value: Uint8Array }
  | { readonly [AS]: "data"; readonly value: Uint8Array }
  | { readonly [AS]: "publication"; readonly value: WirePublication }
  | { readonly [AS]: "error"; readonly value: WireError }
  /** A plain object that looks like one of these. */
  | { readonly [AS]: "plain"; readonly value: object }
  /** The signal of the call that it comes with. */
  | { readonly [AS]: "signal" };

interface WirePublication {
  readonly node: Wire;
  readonly bootstrapTime: number;
  readonly seqNo: number;
  readonly content: Wire;
}

/**
 * Turns the values of one message into what crosses: names, state vectors, Data, publications, errors and signals
 * into stand-ins, at any depth of arrays and plain objects. Everything else is left to the structured clone.
 *
 * Octets are copied once, unless they are to be moved. A view of a larger buffer is copied here, for the clone would
 * take the whole buffer.
 */
export class Outgoing {
  /** Buffers that are moved. */
  readonly transfer: ArrayBuffer[] = [];
  /** The signal that was met. */
  signal: AbortSignal | undefined;

  /** @param moving - octets that their owner has done with: moved, if they are movable. */
  constructor(private readonly moving?: Uint8Array) {}

  value(value: unknown): Wire {
    if (typeof value !== "object" || value === null) {
      return value;
    }
    if (value instanceof Uint8Array) {
      return this.octets(value);
    }
    return this.standIn(value) ?? this.parts(value);
  }

  private standIn(value: object): StandIn | undefined {
    if (value instanceof Name) {
      return { [AS]: "name", value: copied(value.value) };
    }
    if (value instanceof StateVector) {
      return { [AS]: "vector", value: this.octets(value.encode()) };
    }
    if (value instanceof Data) {
      return { [AS]: "data", value: this.octets(Encoder.encode(value)) };
    }
    if (value instanceof Publication) {
      const { node, bootstrapTime, seqNo, content } = value;
      return {
        [AS]: "publication",
        value: { node: this.value(node), bootstrapTime, seqNo, content: this.octets(content) },
      };
    }
    if (value instanceof Error) {
      return { [AS]: "error", value: errorToWire(value) };
    }
    if (value instanceof AbortSignal) {
      this.signal = value;
      return { [AS]: "signal" };
    }
    return undefined;
  }

  private parts(value: object): Wire {
    if (Array.isArray(value)) {
      return value.map((each) => this.value(each));
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      return value;
    }
    const plain = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.value(each)]));
    return AS in plain ? ({ [AS]: "plain", value: plain } satisfies StandIn) : plain;
  }

  private octets(octets: Uint8Array): Uint8Array {
    if (isMovable(octets)) {
      if (octets === this.moving) {
        this.transfer.push(octets.buffer);
      }
      return octets; // the clone copies it
    }
    const copy = copied(octets);
    this.transfer.push(copy.buffer);
    return copy;
  }
}

/**
 * The values that {@link Outgoing} was given.
 * @param signal - takes the place of the signal that was met there.
 */
export function fromWire(wire: Wire, signal?: AbortSignal): unknown {
  if (typeof wire !== "object" || wire === null || wire instanceof Uint8Array) {
    return wire;
  }
  if (Array.isArray(wire)) {
    return wire.map((each) => fromWire(each, signal));
  }
  return AS in wire ? original(wire as StandIn, signal) : parts(wire, signal);
}

function parts(wire: object, signal: AbortSignal | undefined): unknown {
  return Object.getPrototypeOf(wire) === Object.prototype
    ? Object.fromEntries(Object.entries(wire).map(([key, each]) => [key, fromWire(each, signal)]))
    : wire;
}

function original(wire: StandIn, signal: AbortSignal | undefined): unknown {
  switch (wire[AS]) {
    case "name":
      return new Name(wire.value);
    case "vector":
      return StateVector.decode(wire.value);
    case "data":
      return Decoder.decode(wire.value, Data);
    case "publication": {
      const { node, bootstrapTime, seqNo, content } = wire.value;
      return new Publication({ node: fromWire(node) as Name, bootstrapTime, seqNo }, content as Uint8Array);
    }
    case "error":
      return errorFromWire(wire.value);
    case "plain":
      return parts(wire.value, signal);
    case "signal":
      return signal;
  }
}
