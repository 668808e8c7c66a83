export { MalformedTlvError, type MalformedTlvCode } from "./malformed-tlv-error.js";
export { type MappingData, type MappingEntry, decodeMapping, encodeMapping } from "./mapping.js";
export { StateVector } from "./state-vector.js";
export type { Difference, SeqNoRange, StateVectorEntry, VectorForm } from "./types.js";
