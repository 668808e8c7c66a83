import { Encoder, NNI } from "@ndn/tlv";
import type { ForwarderClock } from "../clock.js";
import { TlvType } from "../packet/tlv-type.js";
import { signedData } from "./signed-data.js";

/** Octets of content in a segment: a packet has room for names of any sensible length beside it. */
const segmentSize = 7000;
/** Datasets that can still be asked for; the oldest gives way. */
const keptMax = 32;

/** Cuts datasets into segments under a version of their own, and keeps them for a while. */
export class DatasetPublisher {
  readonly #clock: ForwarderClock;
  /** By name in hexadecimal, of each dataset. */
  readonly #kept: Map<string, Uint8Array>[] = [];
  #version = 0;

  constructor(clock: ForwarderClock) {
    this.#clock = clock;
  }

  /** A segment that was published not long ago. @param name - Name TLV-VALUE. */
  find(name: Uint8Array): Uint8Array | undefined {
    const key = keyOf(name);
    return this.#kept.find((segments) => segments.has(key))?.get(key);
  }

  /**
   * Publishes a dataset.
   * @param prefix - Name TLV-VALUE.
   * @returns the Data of its first segment.
   */
  publish(prefix: Uint8Array, dataset: Uint8Array): Uint8Array {
    this.#version = Math.max(this.#version + 1, Math.floor(this.#clock.wall()));
    const version = Encoder.encode([TlvType.VersionNameComponent, NNI(this.#version)]);
    const last = Math.max(0, Math.ceil(dataset.length / segmentSize) - 1);
    const segments = new Map<string, Uint8Array>();
    for (let n = 0; n <= last; ++n) {
      const name = Buffer.concat([prefix, version, segmentComponent(n)]);
      const content = dataset.subarray(n * segmentSize, (n + 1) * segmentSize);
      segments.set(keyOf(name), signedData(name, content, segmentComponent(last)));
    }
    this.#kept.push(segments);
    if (this.#kept.length > keptMax) {
      this.#kept.shift();
    }
    const [first] = segments.values();
    return first!;
  }
}

function segmentComponent(n: number): Uint8Array {
  return Encoder.encode([TlvType.SegmentNameComponent, NNI(n)]);
}

function keyOf(name: Uint8Array): string {
  return Buffer.from(name.buffer, name.byteOffset, name.length).toString("hex");
}
