import { TlvCursor } from "./tlv-cursor.js";
import { TlvType } from "./tlv-type.js";

const noOctets = new Uint8Array(0);

/** NDNLPv2 lets these be ignored when they are not known; all other header fields are critical. */
function isIgnorable(type: number): boolean {
  return type >= 800 && type <= 959 && (type & 3) === 0;
}

/**
 * One NDNLPv2 frame, read. One object serves for many frames: {@link parse} overwrites it.
 */
export class LpPacketView {
  readonly #outer = new TlvCursor();
  readonly #inner = new TlvCursor();
  readonly #nested = new TlvCursor();

  /** The network packet, or a piece of one; empty in an IDLE packet. */
  fragment: Uint8Array = noOctets;
  /** Number of this frame, if it is numbered. */
  sequence: bigint | undefined;
  fragIndex = 0;
  fragCount = 1;
  pitToken: Uint8Array | undefined;
  /** Reason of a Nack, 0 if it gives none; undefined if the frame carries no Nack. */
  nackReason: number | undefined;
  /** Whether the sender asks that the Data is not kept in a content store. */
  noCache = false;
  congestionMark = 0;

  /** @returns whether `frame` is one well-formed LpPacket. */
  parse(frame: Uint8Array): boolean {
    const outer = this.#outer.reset(frame);
    if (!outer.next() || outer.type !== TlvType.LpPacket || outer.valueEnd !== frame.length) {
      return false;
    }
    this.fragment = noOctets;
    this.sequence = this.pitToken = this.nackReason = undefined;
    this.fragIndex = this.congestionMark = 0;
    this.fragCount = 1;
    this.noCache = false;

    const inner = this.#inner.reset(frame, outer.valueStart, outer.valueEnd);
    while (inner.next()) {
      if (!this.#field(frame, inner)) {
        return false;
      }
    }
    return !inner.malformed && this.fragIndex < this.fragCount;
  }

  #field(frame: Uint8Array, field: TlvCursor): boolean {
    switch (field.type) {
      case TlvType.LpFragment:
        this.fragment = field.value();
        return field.valueEnd === frame.length;
      case TlvType.LpSequence: {
        if (field.valueEnd - field.valueStart !== 8) {
          return false;
        }
        const { buffer, byteOffset } = frame;
        this.sequence = new DataView(buffer, byteOffset + field.valueStart, 8).getBigUint64(0);
        return true;
      }
      case TlvType.LpFragIndex:
        this.fragIndex = field.nonNegativeInteger() ?? Number.POSITIVE_INFINITY;
        return true;
      case TlvType.LpFragCount:
        this.fragCount = field.nonNegativeInteger() ?? 0;
        return true;
      case TlvType.LpPitToken:
        this.pitToken = field.value();
        return this.pitToken.length >= 1 && this.pitToken.length <= 32;
      case TlvType.LpNack:
        this.nackReason = this.#nestedNumber(frame, field, TlvType.LpNackReason);
        return this.nackReason !== undefined;
      case TlvType.LpCachePolicy:
        this.noCache = this.#nestedNumber(frame, field, TlvType.LpCachePolicyType) === 1;
        return true;
      case TlvType.LpCongestionMark:
        this.congestionMark = field.nonNegativeInteger() ?? 0;
        return true;
      default:
        return isIgnorable(field.type);
    }
  }

  /** The number in the element of `type` inside `field`: 0 if absent, undefined if malformed. */
  #nestedNumber(frame: Uint8Array, field: TlvCursor, type: number): number | undefined {
    const nested = this.#nested.reset(frame, field.valueStart, field.valueEnd);
    let found: number | undefined = 0;
    while (nested.next()) {
      if (nested.type === type) {
        found = nested.nonNegativeInteger();
      }
    }
    return nested.malformed ? undefined : found;
  }
}

/** NDNLPv2 header fields of a packet to send. */
export interface LpHeaders {
  readonly pitToken?: Uint8Array | undefined;
  readonly nackReason?: number | undefined;
  /** 0 is no mark. */
  readonly congestionMark?: number | undefined;
}

/** Which piece of a packet a frame carries. */
export interface LpPiece {
  readonly sequence: bigint;
  readonly index: number;
  readonly count: number;
}

/**
 * Writes one LpPacket.
 * @param fragment - the packet or the piece of it to carry; copied.
 */
export function encodeLpPacket(fragment: Uint8Array, headers: LpHeaders, piece?: LpPiece): Uint8Array {
  const fields: number[] = [];
  if (piece !== undefined) {
    fields.push(TlvType.LpSequence, 8);
    for (let shift = 56n; shift >= 0n; shift -= 8n) {
      fields.push(Number((piece.sequence >> shift) & 0xffn));
    }
    pushNumber(fields, TlvType.LpFragIndex, piece.index);
    pushNumber(fields, TlvType.LpFragCount, piece.count);
  }
  if (headers.pitToken !== undefined) {
    fields.push(TlvType.LpPitToken, headers.pitToken.length, ...headers.pitToken);
  }
  if (headers.nackReason !== undefined) {
    const reason: number[] = [];
    if (headers.nackReason > 0) {
      pushNumber(reason, TlvType.LpNackReason, headers.nackReason);
    }
    pushVarSize(fields, TlvType.LpNack);
    fields.push(reason.length, ...reason);
  }
  if (headers.congestionMark !== undefined && headers.congestionMark > 0) {
    pushNumber(fields, TlvType.LpCongestionMark, headers.congestionMark);
  }
  fields.push(TlvType.LpFragment);
  pushVarSize(fields, fragment.length);

  const start: number[] = [TlvType.LpPacket];
  pushVarSize(start, fields.length + fragment.length);
  const frame = new Uint8Array(start.length + fields.length + fragment.length);
  frame.set(start);
  frame.set(fields, start.length);
  frame.set(fragment, start.length + fields.length);
  return frame;
}

function pushVarSize(to: number[], n: number): void {
  if (n < 0xfd) {
    to.push(n);
  } else {
    to.push(0xfd, n >>> 8, n & 0xff);
  }
}

function pushNumber(to: number[], type: number, n: number): void {
  pushVarSize(to, type);
  if (n <= 0xff) {
    to.push(1, n);
  } else if (n <= 0xffff) {
    to.push(2, n >>> 8, n & 0xff);
  } else {
    to.push(8);
    const value = BigInt(n);
    for (let shift = 56n; shift >= 0n; shift -= 8n) {
      to.push(Number((value >> shift) & 0xffn));
    }
  }
}
