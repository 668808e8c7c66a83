/** Octets of an element whose type has one octet and whose value has `length`. */
export function sizeOf(length: number): number {
  return length + (length < 0xfd ? 2 : length <= 0xffff ? 4 : 6);
}

/** Writes a type of one octet, and a length. @returns where the value begins. */
export function putHeader(packet: Uint8Array, start: number, type: number, length: number): number {
  let at = start;
  packet[at++] = type;
  if (length >= 0xfd) {
    const width = length <= 0xffff ? 2 : 4;
    packet[at++] = width === 2 ? 0xfd : 0xfe;
    for (let shift = 8 * (width - 1); shift > 0; shift -= 8) {
      packet[at++] = length >>> shift;
    }
  }
  packet[at++] = length;
  return at;
}

/** Writes an element whose type has one octet. @returns where it ends. */
export function putElement(packet: Uint8Array, start: number, type: number, value: Uint8Array): number {
  const at = putHeader(packet, start, type, value.length);
  packet.set(value, at);
  return at + value.length;
}
