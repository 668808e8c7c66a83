import type { FaceScope } from "../forwarding/face.js";

/** A connection to one peer, as a face sees it: whole frames in, whole frames out. */
export interface Link {
  /** The other end, as a face URI. */
  readonly remoteUri: string;
  /** This end, as a face URI. */
  readonly localUri: string;
  readonly scope: FaceScope;

  /**
   * Sends one frame.
   * @param frame - one TLV element; the link may hold on to it.
   * @returns whether it was taken; false if too much waits to be read already.
   */
  send(frame: Uint8Array): boolean;

  /** Ends the connection. Idempotent. */
  close(): void;
}
