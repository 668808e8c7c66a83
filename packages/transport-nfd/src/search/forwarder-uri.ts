import { SvsError } from "@svs/core";

/** A forwarder's address, taken apart. */
export type ForwarderAddress =
  | { readonly kind: "unix"; readonly path: string }
  | {
      readonly kind: "tcp" | "udp";
      readonly host: string;
      readonly port: number;
      /** 0: either. */
      readonly family: 0 | 4 | 6;
    }
  | { readonly kind: "websocket"; readonly url: string; readonly host: string };

const FORMS = "unix:///path, tcp://host:6363, udp://host:6363, ws://host:9696 or wss://host";
const NDN_PORT = 6363;

/** Systems cut longer ones off, and would connect to something else. */
const SOCKET_PATH_MAX = 107;

/**
 * Takes a forwarder's URI apart. Schemes: unix, tcp, tcp4, tcp6, udp, udp4, udp6, ws, wss.
 * @throws SvsError `invalid-argument`.
 */
export function parseForwarderUri(uri: string): ForwarderAddress {
  const scheme = /^([a-z0-9]+):/.exec(uri)?.[1];
  switch (scheme) {
    case "unix": {
      const path = uri.replace(/^unix:(\/\/)?/, "");
      if (!path.startsWith("/")) {
        throw invalid(uri, "its path does not begin with a slash");
      }
      if (new TextEncoder().encode(path).length > SOCKET_PATH_MAX) {
        throw invalid(uri, `a socket's path has ${SOCKET_PATH_MAX} octets at the most`);
      }
      return { kind: "unix", path };
    }
    case "tcp":
    case "tcp4":
    case "tcp6":
    case "udp":
    case "udp4":
    case "udp6":
      return { kind: scheme.startsWith("tcp") ? "tcp" : "udp", ...endpointOf(uri), family: familyOf(scheme) };
    case "ws":
    case "wss": {
      const { hostname, href } = parse(uri);
      return { kind: "websocket", url: href, host: unbracket(hostname) };
    }
    default:
      throw invalid(uri, "its scheme is not one of these");
  }
}

/** Whether the address is on this machine. */
export function isLocalAddress(address: ForwarderAddress): boolean {
  return (
    address.kind === "unix" ||
    address.host === "localhost" ||
    address.host === "::1" ||
    /^127(\.\d{1,3}){3}$/.test(address.host)
  );
}

function endpointOf(uri: string): { host: string; port: number } {
  const { hostname, port, pathname } = parse(uri);
  if (hostname === "") {
    throw invalid(uri, "it names no host");
  }
  if (pathname !== "" && pathname !== "/") {
    throw invalid(uri, "there is something behind the port");
  }
  return { host: unbracket(hostname), port: port === "" ? NDN_PORT : Number(port) };
}

function familyOf(scheme: string): 0 | 4 | 6 {
  return scheme.endsWith("4") ? 4 : scheme.endsWith("6") ? 6 : 0;
}

function unbracket(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, "$1");
}

function parse(uri: string): URL {
  try {
    return new URL(uri);
  } catch {
    throw invalid(uri, "it is no URI");
  }
}

function invalid(uri: string, why: string): SvsError {
  return new SvsError("invalid-argument", `"${uri}" is no forwarder address (${why}); write ${FORMS}.`);
}
