import { Component } from "@ndn/packet";
import { Decoder } from "@ndn/tlv";
import type { Timers } from "../machine/types.js";

const TT_STATE_VECTOR = 201;

/** Timers of both lines of the Python library. */
export const PYTHON_TIMERS: Timers = {
  periodic: 30_000,
  periodicJitter: 0.1,
  suppression: 200,
  suppressionDecay: 10,
};

/** A StateVector TLV as the component of a name that it is in the Python library. */
export function vectorComponent(vector: Uint8Array): Component {
  return Decoder.decode(vector, Component);
}

/** The StateVector TLV that a component is. @throws Error if it is none. */
export function vectorOf(component: Component): Uint8Array {
  if (component.type !== TT_STATE_VECTOR) {
    throw new Error("the name has no state vector before its parameters digest");
  }
  return component.tlv;
}
