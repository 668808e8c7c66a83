import { systemClock } from "./clock.js";
import { defaultHost, ndnPort } from "./default-endpoints.js";
import { defaultSocketPath } from "./faces/default-socket-path.js";
import { hostPort } from "./faces/face-address.js";
import { Forwarder } from "./forwarder.js";
import { ForwarderError } from "./forwarder-error.js";
import type { ForwarderOptions } from "./forwarder-options.js";
import { probe, probeTimeout } from "./probe.js";
import { random32, systemRandom } from "./random.js";

/** What {@link startForwarder} found or made. */
export interface StartedForwarder {
  /** Where to connect. */
  readonly uri: string;
  /** Whether the forwarder runs in this process. */
  readonly hosting: boolean;
  /** The forwarder, if it runs in this process: whoever started it closes it. */
  readonly forwarder?: Forwarder;
}

/**
 * Makes sure that a forwarder runs on this machine: finds the one that answers at the given or default
 * addresses, or else starts one in this process. Of several processes that do so at the same time,
 * exactly one starts it and the others are given its URI: the TCP port, or without it the Unix
 * socket, can be had by one only.
 * @throws ForwarderError as {@link Forwarder.start}; `invalid-argument` if there is neither a TCP port
 * nor a Unix socket to meet at.
 */
export async function startForwarder(options: ForwarderOptions = {}): Promise<StartedForwarder> {
  const meeting = await meetingPlaces(options);
  if (meeting.length === 0) {
    throw new ForwarderError(
      "invalid-argument",
      "Processes need a place to meet: give a Unix socket, or a TCP port other than 0.",
    );
  }
  const { clock = systemClock, random = systemRandom } = options;
  for (const address of meeting) {
    if ((await probe(address, random32(random), clock, probeTimeout)) === "forwarder") {
      return { uri: address, hosting: false };
    }
  }
  try {
    const forwarder = await Forwarder.start(options);
    return { uri: preferred(forwarder.uris), hosting: true, forwarder };
  } catch (error) {
    if (ForwarderError.is(error, "already-running")) {
      return { uri: error.address!, hosting: false };
    }
    throw error;
  }
}

/** Addresses at which a forwarder may already be, the better ones first. */
async function meetingPlaces({ unix, tcp }: ForwarderOptions): Promise<string[]> {
  const addresses: string[] = [];
  const path = unix === false ? undefined : (unix ?? (await defaultSocketPath()));
  if (path !== undefined) {
    addresses.push(`unix://${path}`);
  }
  if (tcp !== false && tcp?.port !== 0) {
    addresses.push(`tcp://${hostPort(tcp?.host ?? defaultHost, tcp?.port ?? ndnPort)}`);
  }
  return addresses;
}

function preferred(uris: readonly string[]): string {
  return uris.find((uri) => uri.startsWith("unix:")) ?? uris[0]!;
}
