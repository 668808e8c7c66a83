import { ControlParameters } from "@ndn/nfdmgmt";
import { AltUri, Data, Interest, Name } from "@ndn/packet";
import { Decoder } from "@ndn/tlv";
import type { Dialect, PublicationId } from "@svs/core";
import { StateVector } from "@svs/tlv";
import type { SeenRegistration, SeenSyncInterest } from "./recording.js";

const TT = { interest: 0x05, data: 0x06 } as const;

/** What ControlParameters come after in the name of a command that registers a prefix. */
const REGISTER = new Name("/localhost/nfd/rib/register");

/** URI of a node prefix, and its sequence number. */
export type ExpectedRow = readonly [node: string, seqNo: number];

/**
 * Reads a packet as a Sync Interest that says this and no more.
 * @param expected - the rows but for their bootstrap times; what changed last is last.
 * @returns `undefined` if it is something else.
 * @throws Error of any kind if it is a Sync Interest that the dialect or the codec cannot read.
 */
export function readSyncInterest(
  packet: Uint8Array,
  dialect: Dialect,
  group: Name,
  expected: readonly ExpectedRow[],
): SeenSyncInterest | undefined {
  const interest = interestOf(packet);
  // Whatever the implementation: nothing else that a member sends below the group has parameters.
  if (!interest?.appParameters || !group.isPrefixOf(interest.name)) {
    return undefined;
  }
  const { vector } = dialect.readSyncInterest(interest, group);
  const said = Array.from(StateVector.decode(vector, dialect.form), ({ node, ...row }) => ({
    node: AltUri.ofName(new Name(node)),
    ...row,
  }));
  const rows = expected.flatMap(([node, seqNo]) =>
    said.filter((row) => row.node === node && row.seqNo === seqNo),
  );
  return rows.length === expected.length && rows.length === said.length
    ? { rows, vector, packet }
    : undefined;
}

/** Whether a packet is Data with this text in it. */
export function isDataWith(packet: Uint8Array, text: string): boolean {
  return packet[0] === TT.data && Buffer.from(Decoder.decode(packet, Data).content).equals(Buffer.from(text));
}

/** Whether a packet is an Interest for a publication, or for a segment of it. */
export function isRequestFor(
  packet: Uint8Array,
  dialect: Dialect,
  group: Name,
  publication: PublicationId,
): boolean {
  const name = interestOf(packet)?.name;
  return name !== undefined && dialect.dataName(group, publication).isPrefixOf(name);
}

/** Reads a packet as a command to register a prefix. @returns `undefined` if it is something else. */
export function readRegistration(packet: Uint8Array): SeenRegistration | undefined {
  const name = interestOf(packet)?.name;
  if (name === undefined || !REGISTER.isPrefixOf(name)) {
    return undefined;
  }
  const {
    name: prefix,
    flags,
    flagCapture,
    flagChildInherit,
  } = Decoder.decode(name.get(REGISTER.length)!.value, ControlParameters);
  return {
    prefix: AltUri.ofName(prefix!),
    // Forwarders take a command without flags for one that says ChildInherit.
    childInherit: flags === undefined || flagChildInherit,
    capture: flagCapture,
    command: name.value,
  };
}

function interestOf(packet: Uint8Array): Interest | undefined {
  return packet[0] === TT.interest ? Decoder.decode(packet, Interest) : undefined;
}
