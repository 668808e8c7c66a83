import { sha256 as portable } from "@noble/hashes/sha2.js";

/** What of Node.js' own module is used here; its types are not there in a browser. */
interface NodeCrypto {
  hash?(algorithm: string, octets: Uint8Array, encoding: "buffer"): Uint8Array;
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
