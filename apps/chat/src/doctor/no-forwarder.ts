import type { ForwarderError, UnboundAddress } from "@svs/forwarder";
import type { Finding } from "./finding.js";

/** Where a chat would serve a forwarder, and where it could not. */
export interface Vacancy {
  /** Where applications would connect. */
  readonly uris: readonly string[];
  readonly unbound: readonly UnboundAddress[];
}

/** Who would have to do without, by the kind of address. */
const CLIENTS: Readonly<Record<string, string>> = { ws: "web pages", udp: "programs that speak UDP" };

/** Says that there is no forwarder, and what the first chat will do about it. */
export function vacancyFindings({ uris, unbound }: Vacancy): Finding[] {
  return [
    {
      verdict: "ok",
      sentence: `No forwarder runs on this machine, and none is needed: the first chat will serve one at ${uris.join(", ")}.`,
    },
    ...unbound.map(({ option, error }): Finding => {
      const clients = CLIENTS[option] ?? "other NDN programs";
      return {
        verdict: "warning",
        sentence: `A chat cannot serve ${clients} at ${error.address ?? option} (${words(error)}); make that address free if they are to join.`,
      };
    }),
  ];
}

/** Says that there is no forwarder, and that a chat could not serve one. */
export function noVacancyFinding(error: ForwarderError): Finding {
  const where = error.address === undefined ? "" : ` at ${error.address}`;
  return {
    verdict: "failed",
    sentence: `No forwarder runs on this machine, and a chat could not serve one${where} (${words(error)}); make that address free, or run NFD, NDNd or svs-forwarder elsewhere and name it with --forwarder.`,
  };
}

function words({ code, message }: ForwarderError): string {
  switch (code) {
    case "address-in-use":
      return "another program listens there";
    case "permission-denied":
      return "this user may not listen there";
    default:
      return message.replace(/\.$/, "");
  }
}
