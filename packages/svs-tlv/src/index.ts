export { type MalformedTlvCode, MalformedTlvError } from "./malformed-tlv-error.js";
export { decodeMapping, encodeMapping, type MappingData, type MappingEntry } from "./mapping.js";
export { nameFromPythonUri, nameToPythonUri } from "./python-uri.js";
export { StateVector } from "./state-vector.js";
export { TlvCursor } from "./tlv-cursor.js";
export type { Difference, PythonOrder, SeqNoRange, StateVectorEntry, VectorForm } from "./types.js";
