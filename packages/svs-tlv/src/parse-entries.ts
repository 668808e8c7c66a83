import { type ParsedRows, RowGatherer } from "./row-gatherer.js";
import { TlvType } from "./tlv-types.js";
import { type ReadNumber, VectorCursor } from "./vector-cursor.js";

/**
 * Reads one StateVector TLV of StateVectorEntries that begin with a Name, as in versions 3 and 2.
 * @throws MalformedTlvError
 */
export function parseEntries(octets: Uint8Array, readNumber: ReadNumber): ParsedRows {
  const rows = new RowGatherer(octets);
  const cursor = new VectorCursor(octets);
  cursor.open(TlvType.StateVector, "StateVector");
  const end = cursor.valueEnd;
  for (let at = cursor.valueAt; at < end; ) {
    cursor.read(at, end);
    at = cursor.valueEnd;
    if (cursor.type === TlvType.StateVectorEntry) {
      parseEntry(rows, cursor, at, readNumber);
    } else {
      cursor.ignore();
    }
  }
  return rows.build();
}

function parseEntry(rows: RowGatherer, cursor: VectorCursor, end: number, readNumber: ReadNumber): void {
  let at = cursor.readName(cursor.valueAt, end);
  cursor.checkName();
  const { nameAt, nameLength } = cursor;
  do {
    at = readNumber(cursor, at, end);
    if (at >= 0) {
      rows.add(nameAt, nameLength, cursor.bootstrapTime, cursor.seqNo);
    }
  } while (at >= 0 && at < end);
}
