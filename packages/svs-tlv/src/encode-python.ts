import { integerSize, writeInteger } from "./non-negative-integer.js";
import { nameToPythonUri } from "./python-uri.js";
import { requireNoBootstrapTime } from "./require-no-bootstrap-time.js";
import { type NamedRows, nameOf } from "./row-order.js";
import { TlvType } from "./tlv-types.js";
import type { PythonOrder } from "./types.js";
import { tlvSize, writeTypeLength } from "./var-number.js";

interface PythonEntry {
  readonly uri: string;
  readonly seqNo: number;
  readonly stamp: number;
}

/**
 * Python: URI and number of each row.
 * @param partSize - octets of entries in one StateVector at the most; an entry that is larger
 * has one to itself.
 * @returns one StateVector TLV per part, at least one.
 * @throws RangeError if a row has a bootstrap time, which this form cannot say.
 */
export function encodePython(rows: NamedRows, order: PythonOrder, partSize: number): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let part: PythonEntry[] = [];
  let length = 0;
  for (const entry of sortedEntries(rows, order)) {
    const size = entrySize(entry);
    if (part.length > 0 && length + size > partSize) {
      parts.push(encodePart(part, length));
      part = [];
      length = 0;
    }
    part.push(entry);
    length += size;
  }
  parts.push(encodePart(part, length));
  return parts;
}

/** Octets of the whole vector in one part. */
export function sizeOfPython(rows: NamedRows): number {
  const length = entriesOf(rows).reduce((sum, entry) => sum + entrySize(entry), 0);
  return tlvSize(TlvType.StateVector, length);
}

function entriesOf({ table, octets }: NamedRows): PythonEntry[] {
  return Array.from({ length: table.size }, (_, row) => {
    requireNoBootstrapTime(table.bootstrapTime[row]!, "python");
    return {
      uri: nameToPythonUri(nameOf({ table, octets }, row)),
      seqNo: table.seqNo[row]!,
      stamp: table.stamp[row]!,
    };
  });
}

function sortedEntries(rows: NamedRows, order: PythonOrder): PythonEntry[] {
  const entries = entriesOf(rows);
  if (order === "newest-first") {
    return entries.sort((a, b) => (a.stamp === b.stamp ? 0 : b.stamp - a.stamp));
  }
  return entries
    .map((entry) => ({ ...entry, id: entry.uri.toLowerCase() }))
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

function entrySize(entry: PythonEntry): number {
  return (
    tlvSize(TlvType.StateVectorEntry, entry.uri.length) +
    tlvSize(TlvType.SeqNoPython, integerSize(entry.seqNo))
  );
}

function encodePart(entries: readonly PythonEntry[], length: number): Uint8Array {
  const octets = new Uint8Array(tlvSize(TlvType.StateVector, length));
  let next = writeTypeLength(octets, 0, TlvType.StateVector, length);
  for (const { uri, seqNo } of entries) {
    next = writeTypeLength(octets, next, TlvType.StateVectorEntry, uri.length);
    for (let i = 0; i < uri.length; i++) {
      octets[next++] = uri.charCodeAt(i);
    }
    const size = integerSize(seqNo);
    next = writeTypeLength(octets, next, TlvType.SeqNoPython, size);
    next = writeInteger(octets, next, seqNo, size);
  }
  return octets;
}
