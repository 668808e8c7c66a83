import type { Name } from "@ndn/packet";
import type { Millis, RegistrationFailure } from "@svs/core";
import { shownName } from "../chat-name.js";
import type { Finding } from "./finding.js";
import { shownSpan } from "./shown-span.js";

const LOCAL_RULE = "rib { localhost_security { trust-anchor { type any } } }";
const REMOTE_RULE = "rib { localhop_security { trust-anchor { type any } } }";
/** NFD's and everybody's number for a command that is not allowed. */
const FORBIDDEN = 403;

/** What became of the attempt to register the group prefix. */
export interface RegistrationAttempt {
  readonly group: Name;
  /** Whether the forwarder is on this machine. */
  readonly local: boolean;
  /** How long it took. */
  readonly took: Millis;
  /** `undefined` if it was accepted. */
  readonly failure: Pick<RegistrationFailure, "statusCode" | "reason"> | undefined;
}

/** Judges whether the forwarder takes registrations, without which nobody is heard. */
export function registrationFinding({ group, local, took, failure }: RegistrationAttempt): Finding {
  if (failure === undefined) {
    return {
      verdict: "ok",
      sentence: `The forwarder accepted a registration of ${shownName(group)}, in ${shownSpan(took)}.`,
    };
  }
  return {
    verdict: "failed",
    sentence: `${failure.reason.replace(/\.$/, "")}; ${remedy(local, failure.statusCode)}.`,
  };
}

function remedy(local: boolean, statusCode: number | undefined): string {
  if (!local) {
    return `other machines may register only if its operator lets them (nfd.conf: ${REMOTE_RULE}; NDNd: mgmt.allow_localhop), or run a forwarder on this machine`;
  }
  switch (statusCode) {
    case FORBIDDEN:
      return `its operator can let local programs register (nfd.conf: ${LOCAL_RULE})`;
    case undefined:
      return "start it again";
    default:
      return "its log says more";
  }
}
