import type { Millis } from "@svs/core";
import type { NfdTransport } from "@svs/transport-nfd";
import type { GeneralStatus } from "@svs/transport-nfd/status";
import { whichForwarder } from "../which-forwarder.js";
import type { Finding } from "./finding.js";
import { shownSpan } from "./shown-span.js";

/** What a forwarder told of itself. */
export interface ForwarderDescription {
  readonly status: GeneralStatus;
  /** The middle one of several times that an answer took. */
  readonly roundTrip: Millis;
  /** How far its clock is ahead of ours. */
  readonly clockAhead: Millis;
}

/** Says which forwarder it is, and why that one. @param told - `undefined` if it told nothing. */
export function forwarderFinding(transport: NfdTransport, told: ForwarderDescription | undefined): Finding {
  const about = told && `: ${shownVersion(told.status)}, which answers in ${shownSpan(told.roundTrip)}`;
  return {
    verdict: "ok",
    sentence: `Connected to the forwarder ${whichForwarder(transport)}${about ?? ""}.`,
  };
}

/** Somebody listens there, and is no forwarder, or one that is stuck. */
export function silenceFinding(transport: NfdTransport): Finding {
  return {
    verdict: "failed",
    sentence: `No answer comes from the forwarder ${whichForwarder(transport)}; start it again, or see what else listens there.`,
  };
}

/** The connection ended while it was needed. @param answered - whether it had answered anything. */
export function lossFinding(transport: NfdTransport, answered: boolean): Finding {
  const remedy = answered
    ? "see whether it still runs, and what its log says"
    : "see what it is that listens there";
  const when = answered ? "in the middle of the examination" : "without an answer";
  return {
    verdict: "failed",
    sentence: `The connection was ended ${when} by the forwarder ${whichForwarder(transport)}; ${remedy}.`,
  };
}

/** Ours has a name; others tell a version alone. */
function shownVersion({ version }: GeneralStatus): string {
  return version.startsWith("svs-forwarder") ? version : `version ${version}`;
}
