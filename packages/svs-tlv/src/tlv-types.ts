/** TLV-TYPE numbers of state vectors and mappings. */
export const TlvType = {
  Name: 7,
  /** All forms; in the Python form also a name component type. */
  StateVector: 201,
  /** Version 2 and 3: an entry. Python: a node id as URI. */
  StateVectorEntry: 202,
  /** Python's sequence number. */
  SeqNoPython: 203,
  /** The sequence number of version 2 and of mappings. */
  SeqNo: 204,
  MappingData: 205,
  MappingEntry: 206,
  SeqNoEntry: 210,
  BootstrapTime: 212,
  /** The sequence number of version 3. */
  SeqNoV3: 214,
} as const;
