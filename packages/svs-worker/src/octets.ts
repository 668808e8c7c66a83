/** Whether octets are all of their buffer, and nobody shares it: then they can be moved to another thread. */
export function isMovable(octets: Uint8Array): octets is Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = octets;
  return buffer instanceof ArrayBuffer && byteLength === buffer.byteLength && byteLength > 0;
}

/** A copy in a buffer of its own. */
export function copied(octets: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(octets);
}
