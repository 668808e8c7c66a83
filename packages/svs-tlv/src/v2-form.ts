import { compareEncoded } from "./compare-encoded.js";
import { encodeV2, sizeOfV2 } from "./encode-v2.js";
import { parseEntries } from "./parse-entries.js";
import { TlvType } from "./tlv-types.js";
import type { ReadNumber } from "./vector-cursor.js";
import type { VectorForm } from "./vector-form.js";

/** Version 2: it has no bootstrap times. */
export const v2Form: VectorForm = {
  name: "v2",
  parse: (octets) => parseEntries(octets, readV2Number),
  compare: (ours, octets) => compareEncoded(ours, octets, readV2Number),
  encode: encodeV2,
  encodedSize: sizeOfV2,
};

/** An entry has one number, and always has it. */
const readV2Number: ReadNumber = (cursor, at, end) => {
  cursor.find(at, end, TlvType.SeqNo, TlvType.Name, "SeqNo");
  cursor.bootstrapTime = 0;
  cursor.seqNo = cursor.integer();
  cursor.finish(cursor.valueEnd, end, TlvType.SeqNo, TlvType.Name);
  return end;
};
