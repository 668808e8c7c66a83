import { createSocket, type RemoteInfo } from "node:dgram";
import { isIPv6 } from "node:net";
import type { ForwarderClock, Millis, Timer } from "../clock.js";
import type { FaceScope } from "../forwarding/face.js";
import { bindError } from "./bind-error.js";
import { faceUri, hostPort, scopeOf } from "./face-address.js";
import type { Link } from "./link.js";
import type { LinkHandlers, Listener, ListenerHost } from "./listener.js";

/** What makes a UDP listener. */
export interface UdpOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Milliseconds after which a peer that sent nothing is forgotten. */
  readonly idle: Millis;
  readonly clock: ForwarderClock;
}

/** A peer that sends from one address and port. */
class UdpPeer implements Link {
  handlers: LinkHandlers | undefined;
  lastHeard: Millis = 0;
  timer: Timer | undefined;

  constructor(
    readonly remoteUri: string,
    readonly localUri: string,
    readonly scope: FaceScope,
    readonly send: (frame: Uint8Array) => boolean,
    readonly close: () => void,
  ) {}
}

/**
 * Listens for UDP datagrams. Whoever sends one gets a face, which lasts until nothing has come from
 * there for some time.
 * @throws ForwarderError `address-in-use`, `permission-denied`, `bind-failed`
 */
export async function listenUdp(options: UdpOptions, to: ListenerHost): Promise<Listener> {
  const { host, port, idle, clock } = options;
  const socket = createSocket({ type: isIPv6(host) ? "udp6" : "udp4" });
  await new Promise<void>((resolve, reject) => {
    // Stays when all is well: what an ICMP message reports must not end the process.
    socket.on("error", (error) => reject(bindError(error, `udp://${hostPort(host, port)}`, "udp")));
    socket.bind({ address: host, port, exclusive: true }, resolve);
  }).catch((error: unknown) => {
    socket.close();
    throw error;
  });
  const bound = socket.address();
  const localUri = faceUri("udp", bound.address, bound.port);
  const peers = new Map<string, UdpPeer>();

  const connect = ({ address, port: remotePort }: RemoteInfo): UdpPeer | undefined => {
    const remoteUri = faceUri("udp", address, remotePort);
    const peer: UdpPeer = new UdpPeer(
      remoteUri,
      localUri,
      scopeOf(address),
      (frame) => {
        if (socket.getSendQueueSize() + frame.length > to.sendBufferOctets) {
          return false;
        }
        socket.send(frame, remotePort, address, ignoreError);
        return true;
      },
      () => {
        peer.timer?.cancel();
        if (peers.delete(remoteUri)) {
          peer.handlers?.onClosed();
        }
      },
    );
    peer.handlers = to.accept(peer);
    if (peer.handlers === undefined) {
      return undefined;
    }
    peers.set(remoteUri, peer);
    const watch = (delay: Millis) => {
      peer.timer = clock.schedule(delay, () => {
        const left = peer.lastHeard + idle - clock.monotonic();
        if (left > 0) {
          watch(left);
        } else {
          peer.close();
        }
      });
    };
    watch(idle);
    return peer;
  };

  socket.on("message", (datagram, from) => {
    const peer = peers.get(faceUri("udp", from.address, from.port)) ?? connect(from);
    if (peer !== undefined) {
      peer.lastHeard = clock.monotonic();
      peer.handlers?.onFrame(datagram);
    }
  });

  let closed: Promise<void> | undefined;
  return {
    uri: `udp://${hostPort(bound.address, bound.port)}`,
    close: () => {
      closed ??= new Promise((resolve) => socket.close(resolve));
      return closed;
    },
  };
}

/** A datagram that cannot be delivered is lost, as any datagram may be. */
function ignoreError(): void {}
