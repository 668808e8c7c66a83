import { SvsError } from "@svs/core";
import { DatagramDialer } from "../link/datagram-dialer.js";
import type { DialOptions } from "../link/dial-options.js";
import type { Link } from "../link/link.js";
import { dialStream } from "../link/stream-link.js";
import { dialWebSocket } from "../link/web-socket-link.js";
import { transportOfClientConf } from "./client-conf.js";
import { type ForwarderAddress, isLocalAddress, parseForwarderUri } from "./forwarder-uri.js";
import type { LocalEnvironment } from "./local-environment.js";
import type { Candidate, Platform } from "./nfd-search.js";

/** Environment variables that name the forwarder, in order. */
const VARIABLES = ["NDN_CLIENT_TRANSPORT", "NDNTS_UPLINK"] as const;

/** Node.js: every kind of link, and the settings that NDN programs share on a machine. */
export class NodePlatform implements Platform {
  private readonly datagrams = new DatagramDialer();

  constructor(private readonly environment: LocalEnvironment) {}

  async candidates(): Promise<readonly Candidate[]> {
    const { env, sockets, tcp } = this.environment;
    for (const source of VARIABLES) {
      const uri = env[source];
      if (uri) {
        return [{ uri, source, binding: true }];
      }
    }
    const candidates: Candidate[] = [];
    const configured = await this.fromClientConf();
    if (configured !== undefined) {
      candidates.push(configured);
      if (configured.binding) {
        return candidates;
      }
    }
    for (const path of sockets) {
      candidates.push({ uri: `unix://${path}`, source: "default-socket", path, binding: false });
    }
    candidates.push({ uri: tcp, source: "default-tcp", binding: false });
    return candidates.filter(({ uri }, i) => candidates.findIndex((other) => other.uri === uri) === i);
  }

  async dial(address: ForwarderAddress, options: DialOptions): Promise<Link> {
    switch (address.kind) {
      case "unix":
        return dialStream({ path: address.path }, options);
      case "tcp": {
        const { host, port, family } = address;
        return dialStream({ host, port, family }, options);
      }
      case "udp":
        return this.datagrams.dial(address, options);
      case "websocket": {
        // Only who speaks WebSocket pays for loading it.
        const { WebSocket } = await import("ws");
        return dialWebSocket(() => new WebSocket(address.url, { perMessageDeflate: false }), options);
      }
    }
  }

  /**
   * What the first client.conf says. A machine keeps that file whether its forwarder runs or not, so an
   * address on this machine is one candidate of several; another machine's was named on purpose, and is the
   * only one.
   */
  private async fromClientConf(): Promise<Candidate | undefined> {
    for (const path of this.environment.clientConfs) {
      let text: string | undefined;
      try {
        text = await this.environment.readFile(path);
      } catch (cause) {
        throw new SvsError(
          "permission-denied",
          `The file ${path} exists and cannot be read; mend its permissions.`,
          {
            cause,
          },
        );
      }
      if (text !== undefined) {
        const uri = transportOfClientConf(text);
        return uri === undefined ? undefined : { uri, source: "client.conf", path, binding: isBinding(uri) };
      }
    }
    return undefined;
  }
}

function isBinding(uri: string): boolean {
  try {
    return !isLocalAddress(parseForwarderUri(uri));
  } catch {
    return true;
  }
}
