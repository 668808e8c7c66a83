import type { CanonicalRows } from "./canonical-rows.js";
import { compareRows } from "./compare-rows.js";
import { encodePython, sizeOfPython } from "./encode-python.js";
import { parsePython } from "./parse-python.js";
import type { Difference } from "./types.js";
import type { VectorForm } from "./vector-form.js";

/**
 * The Python library's, in 0.3: entries are sent the newest first, by stamp, equal ones in canonical
 * order. On receipt any order will do. It has no bootstrap times.
 */
export const pythonForm: VectorForm = {
  name: "python",
  parse: parsePython,
  compare,
  encode: (rows) => encodePython(rows, "newest-first"),
  encodedSize: sizeOfPython,
};

/** The same in 0.2: entries are sent in the order of their lower-cased URIs. */
export const python02Form: VectorForm = {
  name: "python",
  parse: parsePython,
  compare,
  encode: (rows) => encodePython(rows, "lower-case"),
  encodedSize: sizeOfPython,
};

function compare(ours: CanonicalRows, octets: Uint8Array): Difference {
  const theirs = parsePython(octets);
  return compareRows(ours, theirs, theirs);
}
