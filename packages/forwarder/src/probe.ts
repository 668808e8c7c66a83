import { connect, type NetConnectOpts } from "node:net";
import type { ForwarderClock, Millis } from "./clock.js";
import { StreamDecoder } from "./faces/stream-decoder.js";
import { TlvType } from "./packet/tlv-type.js";

/**
 * Who is at an address: a forwarder; a program that accepts connections and is none, or answers
 * too late; one that this user may not connect to; or nobody.
 */
export type ProbeResult = "forwarder" | "stranger" | "forbidden" | "nobody";

/** Milliseconds within which a forwarder answers, even on a machine that is busy. */
export const probeTimeout: Millis = 2000;

/** Interest for `/localhost/nfd/status/general`, CanBePrefix, MustBeFresh: every forwarder answers it. */
const question = Uint8Array.from([
  ...[TlvType.Interest, 45, TlvType.Name, 33],
  ...["localhost", "nfd", "status", "general"].flatMap((text) => [
    TlvType.GenericNameComponent,
    text.length,
    ...Buffer.from(text),
  ]),
  ...[TlvType.CanBePrefix, 0, TlvType.MustBeFresh, 0],
  ...[TlvType.Nonce, 4],
]);

/**
 * Asks an address whether it is a forwarder's.
 * @param address - `unix:///path` or `tcp://host:port`.
 * @param nonce - 32 bits, fresh.
 * @param timeout - milliseconds after which no answer counts as none.
 */
export function probe(
  address: string,
  nonce: number,
  clock: ForwarderClock,
  timeout: Millis,
): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const socket = connect(connectOptions(address));
    const done = (result: ProbeResult) => {
      timer.cancel();
      socket.destroy();
      resolve(result);
    };
    const timer = clock.schedule(timeout, () => done("stranger"));
    let connected = false;
    socket.once("connect", () => {
      connected = true;
      socket.write(Uint8Array.of(...question, nonce >>> 24, nonce >>> 16, nonce >>> 8, nonce));
    });
    const decoder = new StreamDecoder({
      // An Interest is no answer: something that echoes would send ours back.
      onFrame: (frame) => done(frame[0] === TlvType.Interest ? "stranger" : "forwarder"),
      onOversized: () => done("stranger"),
    });
    socket.on("data", (chunk) => {
      if (!decoder.push(chunk)) {
        done("stranger");
      }
    });
    socket.once("close", () => done(connected ? "stranger" : "nobody"));
    socket.once("error", ({ code }: NodeJS.ErrnoException) => {
      if (code === "EACCES" || code === "EPERM") {
        done("forbidden");
      } else {
        done(connected ? "stranger" : "nobody");
      }
    });
  });
}

function connectOptions(address: string): NetConnectOpts {
  if (address.startsWith("unix://")) {
    return { path: address.slice("unix://".length) };
  }
  const { hostname, port } = new URL(address);
  return { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) };
}
