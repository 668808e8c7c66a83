declare module "pcap-parser" {
  import type { EventEmitter } from "node:events";
  import type { Readable } from "node:stream";

  export interface Packet {
    readonly header: {
      readonly timestampSeconds: number;
      readonly timestampMicroseconds: number;
      readonly capturedLength: number;
      readonly originalLength: number;
    };
    readonly data: Buffer;
  }

  /** Emits `globalHeader`, `packet` and `end`. */
  export function parse(stream: Readable): EventEmitter;
}
