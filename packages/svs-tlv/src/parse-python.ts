import { readUri } from "./python-uri.js";
import { type ParsedRows, RowGatherer } from "./row-gatherer.js";
import { TlvCursor } from "./tlv-cursor.js";
import { TlvType } from "./tlv-types.js";

/** Reads one StateVector TLV of node ids and numbers by turns. @throws MalformedTlvError */
export function parsePython(octets: Uint8Array): ParsedRows {
  const cursor = new TlvCursor(octets);
  cursor.open(TlvType.StateVector, "StateVector");
  const { valueAt, valueEnd: end } = cursor;
  // Of each entry at least five octets are not the URI's, so this holds all names.
  const names = new Uint8Array(2 * (end - valueAt));
  const rows = new RowGatherer(names);
  let used = 0;
  for (let at = valueAt; at < end; ) {
    cursor.read(at, end);
    at = cursor.valueEnd;
    if (cursor.type !== TlvType.StateVectorEntry) {
      // A number without an id is odd, and so refused here.
      cursor.ignore();
      continue;
    }
    const length = readUri(octets, cursor.valueAt, at, names, used);
    cursor.find(at, end, TlvType.SeqNoPython, TlvType.StateVectorEntry, "SeqNo");
    at = cursor.valueEnd;
    const seqNo = cursor.integer();
    if (length < 0) {
      rows.refused++;
    } else {
      rows.add(used, length, 0, seqNo);
      used += length;
    }
  }
  return rows.build();
}
