import { integerSize, writeInteger } from "./non-negative-integer.js";
import { nameToPythonUri } from "./python-uri.js";
import { requireNoBootstrapTime } from "./require-no-bootstrap-time.js";
import { type NamedRows, nameOf } from "./row-order.js";
import { TlvType } from "./tlv-types.js";
import { tlvSize, writeTypeLength } from "./var-number.js";

/** By stamp, equal ones in canonical order; or by the lower-cased URI. */
type PythonOrder = "newest-first" | "lower-case";

interface PythonEntry {
  readonly uri: string;
  readonly seqNo: number;
  readonly stamp: number;
}

/**
 * Python: URI and number of each row.
 * @throws RangeError if a row has a bootstrap time, which this form cannot say.
 */
export function encodePython(rows: NamedRows, order: PythonOrder): Uint8Array {
  const entries = sortedEntries(rows, order);
  const length = lengthOf(entries);
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

/** Octets of what {@link encodePython} gives. */
export function sizeOfPython(rows: NamedRows): number {
  return tlvSize(TlvType.StateVector, lengthOf(entriesOf(rows)));
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

/** Octets of all entries. */
function lengthOf(entries: readonly PythonEntry[]): number {
  return entries.reduce(
    (sum, { uri, seqNo }) =>
      sum + tlvSize(TlvType.StateVectorEntry, uri.length) + tlvSize(TlvType.SeqNoPython, integerSize(seqNo)),
    0,
  );
}
