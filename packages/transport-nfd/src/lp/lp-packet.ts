import { type Encodable, Encoder, NNI } from "@ndn/tlv";
import { TlvCursor } from "@svs/tlv";

/** TLV-TYPE numbers of NDNLPv2. */
export const LP_PACKET = 0x64;
const FRAGMENT = 0x50;
const SEQUENCE = 0x51;
const FRAG_INDEX = 0x52;
const FRAG_COUNT = 0x53;
const PIT_TOKEN = 0x62;
const NACK = 0x0320;
const NACK_REASON = 0x0321;

/** A link packet with nothing in it: says no more than that its sender is there. */
export const IDLE_PACKET: Uint8Array = Uint8Array.of(LP_PACKET, 0);

/** What an NDNLPv2 packet says, as far as an end host cares. */
export interface LpPacket {
  /** A network packet, or one fragment of one; `undefined` in an IDLE packet. */
  fragment: Uint8Array | undefined;
  /** The forwarder's mark on an Interest, to be sent back on its Data. */
  pitToken: Uint8Array | undefined;
  /** NackReason; 0 if the Nack gives none; `undefined` if this is no Nack. */
  nackReason: number | undefined;
  /** Sequence number, 64 bits; only fragments need one. */
  sequence: bigint | undefined;
  fragIndex: number;
  fragCount: number;
}

/** Field numbers in which NDNLPv2 lets a receiver ignore what it does not know. */
function isIgnorable(type: number): boolean {
  return type >= 800 && type <= 959 && type % 4 === 0;
}

function reasonOf(nack: Uint8Array): number {
  const cursor = new TlvCursor(nack);
  for (let at = 0; at < nack.length; at = cursor.valueEnd) {
    cursor.read(at, nack.length);
    if (cursor.type === NACK_REASON) {
      return cursor.integer();
    }
  }
  return 0;
}

/** Reads the TLV-VALUE of an NDNLPv2 packet. Views, no copies. @throws Error if it is malformed. */
export function decodeLpPacket(value: Uint8Array): LpPacket {
  const lp: LpPacket = {
    fragment: undefined,
    pitToken: undefined,
    nackReason: undefined,
    sequence: undefined,
    fragIndex: 0,
    fragCount: 1,
  };
  const cursor = new TlvCursor(value);
  for (let at = 0; at < value.length; at = cursor.valueEnd) {
    cursor.read(at, value.length);
    switch (cursor.type) {
      case FRAGMENT:
        lp.fragment = cursor.value;
        break;
      case PIT_TOKEN:
        lp.pitToken = cursor.value;
        break;
      case NACK:
        lp.nackReason = reasonOf(cursor.value);
        break;
      case SEQUENCE:
        lp.sequence = NNI.decode(cursor.value, { len: 8, big: true });
        break;
      case FRAG_INDEX:
        lp.fragIndex = cursor.integer();
        break;
      case FRAG_COUNT:
        lp.fragCount = cursor.integer();
        break;
      default:
        if (!isIgnorable(cursor.type)) {
          throw new Error(`unknown NDNLPv2 field ${cursor.type}`);
        }
    }
  }
  return lp;
}

/** Wraps a network packet, or one fragment of one. Fields that are absent or default are left out. */
export function encodeLpPacket(lp: Partial<LpPacket> & { readonly fragment: Uint8Array }): Uint8Array {
  const { fragment, pitToken, nackReason, sequence, fragIndex = 0, fragCount = 1 } = lp;
  const fields: Encodable[] = [
    sequence !== undefined && [SEQUENCE, NNI(sequence, { len: 8 })],
    fragIndex > 0 && [FRAG_INDEX, NNI(fragIndex)],
    fragCount > 1 && [FRAG_COUNT, NNI(fragCount)],
    pitToken && [PIT_TOKEN, pitToken],
    nackReason !== undefined && [NACK, nackReason > 0 && [NACK_REASON, NNI(nackReason)]],
    [FRAGMENT, fragment],
  ];
  return Encoder.encode([LP_PACKET, ...fields], fragment.length + 64);
}
