import type { NfdTransport } from "@svs/transport-nfd";

/** Where the forwarder is, and why it is that one: what follows on "the forwarder". */
export function whichForwarder({
  uri,
  source,
  sourcePath,
}: Pick<NfdTransport, "uri" | "source" | "sourcePath">): string {
  switch (source) {
    case "option":
      return `at ${uri}, as asked for`;
    case "client.conf":
      return `at ${uri}, which ${sourcePath ?? source} names`;
    case "NDN_CLIENT_TRANSPORT":
    case "NDNTS_UPLINK":
      return `at ${uri}, which ${source} names`;
    default:
      return `found at ${uri}`;
  }
}
