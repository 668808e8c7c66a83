/** Octets of the longest TLV-TYPE and TLV-LENGTH that a packet can begin with. */
const HEADER_MAX = 10;

function sizeOfNumber(first: number): number {
  return first < 0xfd ? 1 : first === 0xfd ? 3 : first === 0xfe ? 5 : 9;
}

/** Octets of the TLV that begins at `offset`; `undefined` while its header is incomplete. */
function sizeOfPacket(octets: Uint8Array, offset: number, end: number): number | undefined {
  if (offset >= end) {
    return undefined;
  }
  const lengthAt = offset + sizeOfNumber(octets[offset]!);
  if (lengthAt >= end) {
    return undefined;
  }
  const valueAt = lengthAt + sizeOfNumber(octets[lengthAt]!);
  if (valueAt > end) {
    return undefined;
  }
  let length = octets[lengthAt]!;
  if (length >= 0xfd) {
    length = 0;
    for (let i = lengthAt + 1; i < valueAt; ++i) {
      length = length * 256 + octets[i]!;
    }
  }
  return valueAt - offset + length;
}

/**
 * Cuts a stream of octets into packets, one TLV each. Packets are copies: chunks are the caller's.
 */
export class PacketFramer {
  private held: Uint8Array<ArrayBuffer> | undefined;
  private heldLength = 0;

  /**
   * @param sizeMax - octets of the largest packet to accept.
   * @param deliver - receives each packet, in order.
   */
  constructor(
    private readonly sizeMax: number,
    private readonly deliver: (packet: Uint8Array) => void,
  ) {}

  /**
   * Takes the next octets of the stream.
   * @returns false if they announce a packet larger than `sizeMax`: the stream cannot be followed further.
   */
  push(chunk: Uint8Array): boolean {
    let offset = 0;
    while (offset < chunk.length) {
      if (this.heldLength === 0) {
        const size = sizeOfPacket(chunk, offset, chunk.length);
        if (size !== undefined) {
          if (size > this.sizeMax) {
            return false;
          }
          const end = offset + size;
          if (end <= chunk.length) {
            this.deliver(chunk.slice(offset, end));
            offset = end;
            continue;
          }
        }
      }
      offset = this.hold(chunk, offset);
      if (offset < 0) {
        return false;
      }
    }
    return true;
  }

  /** Keeps the octets of an unfinished packet. @returns where to go on in the chunk; -1 if too large. */
  private hold(chunk: Uint8Array, start: number): number {
    this.held ??= new Uint8Array(Math.max(this.sizeMax, HEADER_MAX));
    let offset = start;
    let size = sizeOfPacket(this.held, 0, this.heldLength);
    while (size === undefined && offset < chunk.length) {
      this.held[this.heldLength++] = chunk[offset++]!;
      size = sizeOfPacket(this.held, 0, this.heldLength);
    }
    if (size === undefined) {
      return offset;
    }
    if (size > this.sizeMax) {
      return -1;
    }
    const end = Math.min(offset + size - this.heldLength, chunk.length);
    this.held.set(chunk.subarray(offset, end), this.heldLength);
    this.heldLength += end - offset;
    if (this.heldLength === size) {
      this.heldLength = 0;
      this.deliver(this.held.slice(0, size));
    }
    return end;
  }
}
