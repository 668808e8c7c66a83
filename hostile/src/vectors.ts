import { Name, TT } from "@ndn/packet";
import { type Encodable, Encoder, NNI } from "@ndn/tlv";

/** TLV-TYPE numbers of section 3. */
const STATE_VECTOR = 201;
const STATE_VECTOR_ENTRY = 202;
const SEQ_NO_ENTRY = 210;
const BOOTSTRAP_TIME = 212;
const SEQ_NO = 214;

/** A row, written with no regard for what is allowed. */
export interface Row {
  /** A name's URI, or the name. */
  readonly node: string | Name;
  readonly bootstrapTime: number;
  readonly seqNo: number | bigint;
}

/** `/alice@5` and a number, as a row. */
export function claim(row: string, seqNo: number | bigint): Row {
  const [node, bootstrapTime] = row.split("@") as [string, string];
  return { node, bootstrapTime: Number(bootstrapTime), seqNo };
}

/** One StateVector TLV with an entry for each row, in the order given. */
export function vectorOf(rows: readonly Row[]): Uint8Array {
  return Encoder.encode([STATE_VECTOR, ...rows.map(entryOf)]);
}

/** A StateVector TLV with this in it. */
export function vectorAround(content: Uint8Array): Uint8Array {
  return Encoder.encode([STATE_VECTOR, content], content.length + 10);
}

/** So many elements, each in the one before. */
export function nested(type: number, depth: number): Uint8Array {
  let octets: Uint8Array = new Uint8Array(0);
  for (let i = 0; i < depth; i++) {
    octets = Encoder.encode([type, octets], octets.length + 10);
  }
  return octets;
}

function entryOf({ node, bootstrapTime, seqNo }: Row): Encodable {
  return [
    STATE_VECTOR_ENTRY,
    [TT.Name, Name.from(node).value],
    [SEQ_NO_ENTRY, [BOOTSTRAP_TIME, NNI(bootstrapTime)], [SEQ_NO, NNI(seqNo)]],
  ];
}
