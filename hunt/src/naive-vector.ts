import { Name, TT } from "@ndn/packet";
import { Encoder, NNI } from "@ndn/tlv";
import type { Rows } from "./rows.js";

/** TLV-TYPE numbers of section 3. */
const STATE_VECTOR = 201;
const STATE_VECTOR_ENTRY = 202;
const SEQ_NO_ENTRY = 210;
const BOOTSTRAP_TIME = 212;
const SEQ_NO = 214;

/** Section 3: the only octets for these rows, written with the packet library's own encoder. */
export function encodeNaively(rows: Rows): Uint8Array {
  const members = new Map<string, [bootstrapTime: number, seqNo: number][]>();
  for (const [row, seqNo] of rows) {
    const [name, bootstrapTime] = row.split("@") as [string, string];
    members.set(name, [...(members.get(name) ?? []), [Number(bootstrapTime), seqNo]]);
  }
  const entries = [...members].map(([hex, numbers]) => [new Name(Buffer.from(hex, "hex")), numbers] as const);
  entries.sort(([a], [b]) => a.compare(b));
  return Encoder.encode([
    STATE_VECTOR,
    ...entries.map(([name, numbers]) => [
      STATE_VECTOR_ENTRY,
      [TT.Name, name.value] as const,
      ...numbers
        .sort(([a], [b]) => a - b)
        .map(
          ([bootstrapTime, seqNo]) =>
            [SEQ_NO_ENTRY, [BOOTSTRAP_TIME, NNI(bootstrapTime)], [SEQ_NO, NNI(seqNo)]] as const,
        ),
    ]),
  ] as never);
}
