import { integerSize, writeInteger } from "./non-negative-integer.js";
import { requireNoBootstrapTime } from "./require-no-bootstrap-time.js";
import type { NamedRows } from "./row-order.js";
import { TlvType } from "./tlv-types.js";
import { tlvSize, writeTypeLength } from "./var-number.js";

/** Octets of {@link encodeV2}'s result. */
export function sizeOfV2(rows: NamedRows): number {
  return tlvSize(TlvType.StateVector, entriesLength(rows));
}

/**
 * Version 2: Name and SeqNo of each row, in canonical order.
 * @throws RangeError if a row has a bootstrap time, which this form cannot say.
 */
export function encodeV2(rows: NamedRows): Uint8Array {
  const { table, octets: source } = rows;
  const length = entriesLength(rows);
  const octets = new Uint8Array(tlvSize(TlvType.StateVector, length));
  let next = writeTypeLength(octets, 0, TlvType.StateVector, length);
  for (let row = 0; row < table.size; row++) {
    const nameLength = table.nameLength[row]!;
    const from = table.nameAt[row]!;
    const seqNo = table.seqNo[row]!;
    next = writeTypeLength(octets, next, TlvType.StateVectorEntry, entryLength(nameLength, seqNo));
    next = writeTypeLength(octets, next, TlvType.Name, nameLength);
    for (let i = 0; i < nameLength; i++) {
      octets[next + i] = source[from + i]!;
    }
    const size = integerSize(seqNo);
    next = writeTypeLength(octets, next + nameLength, TlvType.SeqNo, size);
    next = writeInteger(octets, next, seqNo, size);
  }
  return octets;
}

function entriesLength(rows: NamedRows): number {
  const { table } = rows;
  let length = 0;
  for (let row = 0; row < table.size; row++) {
    requireNoBootstrapTime(table.bootstrapTime[row]!, "v2");
    length += tlvSize(TlvType.StateVectorEntry, entryLength(table.nameLength[row]!, table.seqNo[row]!));
  }
  return length;
}

function entryLength(nameLength: number, seqNo: number): number {
  return tlvSize(TlvType.Name, nameLength) + tlvSize(TlvType.SeqNo, integerSize(seqNo));
}
