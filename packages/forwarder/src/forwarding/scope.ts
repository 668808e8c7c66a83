import type { NameIndex } from "./name-index.js";

const localhost = Uint8Array.from([0x08, 9, ...Buffer.from("localhost")]);
const localhop = Uint8Array.from([0x08, 8, ...Buffer.from("localhop")]);

/** Whether a name is for applications on this machine alone. */
export function isLocalhost(index: NameIndex): boolean {
  return index.depth > 0 && index.prefixEquals(1, localhost);
}

/** Whether a name is for this machine and those directly connected to it. */
export function isLocalhop(index: NameIndex): boolean {
  return index.depth > 0 && index.prefixEquals(1, localhop);
}
