import type { Name } from "@ndn/packet";
import type { OwnState, StoredPacket } from "@svs/core";
import { OctetWriter } from "./octet-writer.js";

/**
 * What is kept in the database, by the first octet of the key:
 *
 * | key | value |
 * |---|---|
 * | `!` | the version mark |
 * | `l` | the ledger |
 * | `n` Data name | key of the packet, its size |
 * | `m` node, bootstrap time, seqNo, segment, key of the packet | empty |
 * | `o` id | a packet of this member |
 * | `p` id | a packet of another member |
 * | `s` node | a node prefix of this member |
 * | `k` | the known vector |
 * | `d` | the delivered vector |
 *
 * Ids ascend in the order of putting. Names are TLV-VALUEs, whose octets are in canonical order.
 */
const SPACE = {
  mark: 0x21,
  delivered: 0x64,
  known: 0x6b,
  ledger: 0x6c,
  member: 0x6d,
  name: 0x6e,
  own: 0x6f,
  others: 0x70,
  ownState: 0x73,
} as const;

/** Keys from `gte` to before `lt`. */
export interface KeyRange {
  readonly gte: Uint8Array;
  readonly lt: Uint8Array;
}

function spaceOf(space: number): KeyRange {
  return { gte: Uint8Array.of(space), lt: Uint8Array.of(space + 1) };
}

export const markKey = Uint8Array.of(SPACE.mark);
export const ledgerKey = Uint8Array.of(SPACE.ledger);
export const knownKey = Uint8Array.of(SPACE.known);
export const deliveredKey = Uint8Array.of(SPACE.delivered);

export const everyName = spaceOf(SPACE.name);
export const everyMember = spaceOf(SPACE.member);
export const everyOwnPacket = spaceOf(SPACE.own);
export const everyOtherPacket = spaceOf(SPACE.others);
export const everyOwnState = spaceOf(SPACE.ownState);

/** Octets of a packet's key. */
export const PACKET_KEY_SIZE = 7;

/** The key of a packet. Ids are below 2^48. */
export function packetKey(own: boolean, id: number): Uint8Array {
  const key = new Uint8Array(PACKET_KEY_SIZE);
  key[0] = own ? SPACE.own : SPACE.others;
  const view = new DataView(key.buffer);
  view.setUint16(1, Math.floor(id / 2 ** 32));
  view.setUint32(3, id % 2 ** 32);
  return key;
}

/** The id in a packet's key. */
export function idOf(key: Uint8Array): number {
  const view = new DataView(key.buffer, key.byteOffset, key.byteLength);
  return view.getUint16(1) * 2 ** 32 + view.getUint32(3);
}

/** The packet's key at the end of a member key. */
export function packetKeyOf(key: Uint8Array): Uint8Array {
  return key.subarray(-PACKET_KEY_SIZE);
}

/** Whether a packet's key is of one of this member's own. */
export function isOwn(key: Uint8Array): boolean {
  return key[0] === SPACE.own;
}

/** What leads from a Data name to its packet. */
export function nameKey(name: Name): Uint8Array {
  return new OctetWriter().octet(SPACE.name).octets(name.value).finish();
}

/** What leads from a publication to its packet. */
export function memberKey(stored: StoredPacket, packet: Uint8Array): Uint8Array {
  return ofMember(stored).integer(stored.seqNo).integer(stored.segment).octets(packet).finish();
}

/** Member keys of the numbers `low`..`high` of one member. */
export function memberRange(
  of: Pick<StoredPacket, "node" | "bootstrapTime">,
  low: number,
  high: number,
): KeyRange {
  return {
    gte: ofMember(of).integer(Math.max(0, low)).finish(),
    lt: ofMember(of)
      .integer(Math.min(high, Number.MAX_SAFE_INTEGER) + 1)
      .finish(),
  };
}

/** The key of a node prefix of this member. */
export function ownStateKey({ node }: Pick<OwnState, "node">): Uint8Array {
  return new OctetWriter().octet(SPACE.ownState).octets(node.value).finish();
}

/** The length comes first: the numbers of `/a` are not among those of `/a/b`. */
function ofMember({ node, bootstrapTime }: Pick<StoredPacket, "node" | "bootstrapTime">): OctetWriter {
  return new OctetWriter().octet(SPACE.member).sized(node.value).integer(bootstrapTime);
}
