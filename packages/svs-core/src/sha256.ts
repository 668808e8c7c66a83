import { sha256 as portable } from "@noble/hashes/sha2.js";
import { sameOctets } from "./octets.js";

/** What of Node.js' own module is used here; its types are not there in a browser. */
interface NodeCrypto {
  readonly hash?: {
    (algorithm: string, octets: Uint8Array, encoding: "buffer"): Uint8Array;
    (algorithm: string, octets: Uint8Array, encoding: "latin1"): string;
  };
}

/** Present in Node.js alone. */
const { process } = globalThis as {
  process?: { getBuiltinModule?(name: string): NodeCrypto | undefined };
};
const native = process?.getBuiltinModule?.("node:crypto")?.hash;

/**
 * SHA-256 of octets, at once: by the processor's own instructions where the platform has that without
 * waiting, which is Node.js; elsewhere in JavaScript.
 */
export const sha256: (octets: Uint8Array) => Uint8Array = native
  ? (octets) => {
      const { buffer, byteOffset, length } = native("sha256", octets, "buffer");
      return new Uint8Array(buffer, byteOffset, length);
    }
  : portable;

/** Whether a digest is the SHA-256 of octets. A string of them costs Node.js less than a buffer does. */
export const isSha256Of: (digest: Uint8Array, octets: Uint8Array) => boolean = native
  ? (digest, octets) => {
      const expected = native("sha256", octets, "latin1");
      for (let i = 0; i < expected.length; i++) {
        if (digest[i] !== expected.charCodeAt(i)) {
          return false;
        }
      }
      return digest.length === expected.length;
    }
  : (digest, octets) => sameOctets(digest, portable(octets));
