import { compareEncoded } from "./compare-encoded.js";
import { parseEntries } from "./parse-entries.js";
import { readV3Number } from "./vector-cursor.js";
import type { VectorForm } from "./vector-form.js";

/** Version 3. */
export const v3Form: VectorForm = {
  name: "v3",
  parse: (octets) => parseEntries(octets, readV3Number),
  compare: (ours, octets) => compareEncoded(ours, octets, readV3Number),
  encode: (rows) => rows.encode(),
  encodedSize: (rows) => rows.encodedSize,
};
