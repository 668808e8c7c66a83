import { checkName } from "./check-name.js";
import { integerSize, writeInteger } from "./non-negative-integer.js";
import { requireWhole } from "./require-whole.js";
import { TlvCursor } from "./tlv-cursor.js";
import { TlvType } from "./tlv-types.js";
import { tlvSize, writeTypeLength } from "./var-number.js";

/** Which application name one publication has (SVS-PS, Name Mapping). */
export interface MappingEntry {
  /** 1..2^53-1. */
  readonly seqNo: number;
  /** Name TLV-VALUE of the application's Data. */
  readonly name: Uint8Array;
  /** Further TLV elements, as they are, one after another; empty if there are none. */
  readonly extra: Uint8Array;
}

/** Names of publications of one node prefix (SVS-PS, Name Mapping). */
export interface MappingData {
  /** Name TLV-VALUE of the node prefix. */
  readonly node: Uint8Array;
  /** In the order in which they are encoded. */
  readonly entries: readonly MappingEntry[];
}

/**
 * Encodes a MappingData TLV.
 * @throws RangeError if a sequence number is not in 1..2^53-1.
 * @throws MalformedTlvError if a name is not a Name TLV-VALUE, or `extra` is not TLV elements.
 */
export function encodeMapping(mapping: MappingData): Uint8Array {
  checkName(mapping.node, 0, mapping.node.length);
  let length = tlvSize(TlvType.Name, mapping.node.length);
  for (const entry of mapping.entries) {
    checkEntry(entry);
    length += tlvSize(TlvType.MappingEntry, entryLength(entry));
  }
  const octets = new Uint8Array(tlvSize(TlvType.MappingData, length));
  let next = writeTypeLength(octets, 0, TlvType.MappingData, length);
  next = writeElement(octets, next, TlvType.Name, mapping.node);
  for (const entry of mapping.entries) {
    next = writeTypeLength(octets, next, TlvType.MappingEntry, entryLength(entry));
    const size = integerSize(entry.seqNo);
    next = writeTypeLength(octets, next, TlvType.SeqNo, size);
    next = writeInteger(octets, next, entry.seqNo, size);
    next = writeElement(octets, next, TlvType.Name, entry.name);
    octets.set(entry.extra, next);
    next += entry.extra.length;
  }
  return octets;
}

function checkEntry({ seqNo, name, extra }: MappingEntry): void {
  requireWhole("seqNo", seqNo, 1);
  checkName(name, 0, name.length);
  checkElements(new TlvCursor(extra), 0, extra.length);
}

function entryLength({ seqNo, name, extra }: MappingEntry): number {
  return tlvSize(TlvType.SeqNo, integerSize(seqNo)) + tlvSize(TlvType.Name, name.length) + extra.length;
}

function writeElement(octets: Uint8Array, at: number, type: number, value: Uint8Array): number {
  const next = writeTypeLength(octets, at, type, value.length);
  octets.set(value, next);
  return next + value.length;
}

/**
 * Decodes a MappingData TLV. Names and `extra` are copies. Entries whose sequence number is 0 or
 * above 2^53-1 are left out: no usable publication has it.
 * @param octets - exactly one MappingData TLV.
 * @throws MalformedTlvError
 */
export function decodeMapping(octets: Uint8Array): MappingData {
  const cursor = new TlvCursor(octets);
  cursor.open(TlvType.MappingData, "MappingData");
  const end = cursor.valueEnd;
  const node = readName(cursor, cursor.valueAt, end);
  const entries: MappingEntry[] = [];
  for (let at = cursor.valueEnd; at < end; ) {
    cursor.read(at, end);
    at = cursor.valueEnd;
    if (cursor.type === TlvType.MappingEntry) {
      const entry = readEntry(cursor, cursor.valueAt, at);
      if (entry.seqNo >= 1 && entry.seqNo <= Number.MAX_SAFE_INTEGER) {
        entries.push(entry);
      }
    } else {
      cursor.ignore();
    }
  }
  return { node, entries };
}

function readEntry(cursor: TlvCursor, start: number, end: number): MappingEntry {
  cursor.expect(start, end, TlvType.SeqNo, "SeqNo");
  const seqNo = cursor.integer();
  const name = readName(cursor, cursor.valueEnd, end);
  const at = cursor.valueEnd;
  checkElements(cursor, at, end);
  return { seqNo, name, extra: copy(cursor.octets, at, end) };
}

function readName(cursor: TlvCursor, at: number, end: number): Uint8Array {
  cursor.expect(at, end, TlvType.Name, "Name");
  checkName(cursor.octets, cursor.valueAt, cursor.valueEnd);
  return copy(cursor.octets, cursor.valueAt, cursor.valueEnd);
}

function checkElements(cursor: TlvCursor, start: number, end: number): void {
  for (let at = start; at < end; at = cursor.valueEnd) {
    cursor.read(at, end);
  }
}

function copy(octets: Uint8Array, at: number, end: number): Uint8Array {
  const result = new Uint8Array(end - at);
  result.set(octets.subarray(at, end));
  return result;
}
