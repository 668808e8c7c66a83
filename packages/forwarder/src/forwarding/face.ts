import { type FaceCounters, newFaceCounters } from "./face-counters.js";

/** `local`: an application on this machine; only those may use names under `/localhost`. */
export type FaceScope = "local" | "remote";

/** The forwarder's side of a connection, as the forwarding core sees it. */
export abstract class Face {
  readonly counters: FaceCounters = newFaceCounters();
  /** Whether the face still takes packets. */
  open = true;
  /** Number of Interests that pend for this face. */
  pending = 0;
  /** Number of routes that lead to this face. */
  routes = 0;

  /**
   * @param id - never used twice in the life of a forwarder.
   * @param remoteUri - the other end, as a face URI.
   * @param localUri - this end, as a face URI.
   * @param internal - whether the other end is the forwarder itself.
   */
  constructor(
    readonly id: number,
    readonly remoteUri: string,
    readonly localUri: string,
    readonly scope: FaceScope,
    readonly internal: boolean,
  ) {}

  /** @param ingress - face the Interest came from. */
  abstract sendInterest(packet: Uint8Array, ingress: Face, congestionMark: number): void;

  /** @param pitToken - the token of the Interest that is answered. */
  abstract sendData(packet: Uint8Array, pitToken: Uint8Array | undefined, congestionMark: number): void;

  /**
   * @param interest - the Interest that is refused, as it came from this face.
   * @param reason - number of a Nack reason.
   */
  abstract sendNack(interest: Uint8Array, reason: number, pitToken: Uint8Array | undefined): void;

  /** Ends the connection. */
  abstract close(): void;
}
