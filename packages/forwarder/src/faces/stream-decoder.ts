import { frameSizeMax } from "../packet/packet-size.js";
import { TlvType } from "../packet/tlv-type.js";

/** A TLV-LENGTH above this is taken for octets that are no NDN packets at all. */
const skippableMax = 1 << 20;

/** What a {@link StreamDecoder} tells. */
export interface StreamDecoderEvents {
  /** One frame, TLV-TYPE included. It shares the octets of the chunk, and may be kept. */
  onFrame(frame: Uint8Array): void;
  /** A frame that is too large was left out. */
  onOversized(): void;
}

/** Cuts a stream of octets into NDN frames. What it holds is bounded by the largest frame. */
export class StreamDecoder {
  readonly #events: StreamDecoderEvents;
  #rest: Uint8Array | undefined;
  #skip = 0;

  constructor(events: StreamDecoderEvents) {
    this.#events = events;
  }

  /**
   * Takes the next octets of the stream.
   * @returns false if they are no NDN frames. The place where a next frame might begin is lost then,
   * and the stream is of no more use.
   */
  push(chunk: Uint8Array): boolean {
    let octets = chunk;
    if (this.#skip > 0) {
      const skipped = Math.min(this.#skip, octets.length);
      this.#skip -= skipped;
      octets = octets.subarray(skipped);
    } else if (this.#rest !== undefined) {
      octets = new Uint8Array(this.#rest.length + chunk.length);
      octets.set(this.#rest);
      octets.set(chunk, this.#rest.length);
      this.#rest = undefined;
    }

    let at = 0;
    while (at < octets.length) {
      const size = frameSize(octets, at);
      if (size === "malformed") {
        return false;
      }
      if (size === "incomplete") {
        break;
      }
      if (size > frameSizeMax) {
        this.#events.onOversized();
        this.#skip = Math.max(0, size - (octets.length - at));
        at += size;
      } else if (at + size > octets.length) {
        break;
      } else {
        this.#events.onFrame(octets.subarray(at, at + size));
        at += size;
      }
    }
    if (at < octets.length) {
      this.#rest = octets.slice(at);
    }
    return true;
  }
}

/** Octets of the frame that begins at `at`, its header included. */
function frameSize(octets: Uint8Array, at: number): number | "incomplete" | "malformed" {
  const type = octets[at]!;
  if (type !== TlvType.Interest && type !== TlvType.Data && type !== TlvType.LpPacket) {
    return "malformed";
  }
  const first = octets[at + 1];
  if (first === undefined) {
    return "incomplete";
  }
  if (first < 0xfd) {
    return 2 + first;
  }
  const width = first === 0xfd ? 2 : 4;
  if (first === 0xff) {
    return "malformed";
  }
  if (at + 2 + width > octets.length) {
    return "incomplete";
  }
  let length = 0;
  for (let i = 0; i < width; ++i) {
    length = length * 256 + octets[at + 2 + i]!;
  }
  return length > skippableMax ? "malformed" : 2 + width + length;
}
