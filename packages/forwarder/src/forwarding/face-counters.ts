/** What went in and out of a face since it was made. */
export interface FaceCounters {
  inInterests: number;
  inData: number;
  inNacks: number;
  outInterests: number;
  outData: number;
  outNacks: number;
  /** Octets of frames, link headers included. */
  inOctets: number;
  outOctets: number;
  /** Frames and packets that came in and were not well formed. */
  malformed: number;
  /** Packets over 8 800 octets that came in. */
  oversized: number;
  /** Packets in pieces of which not all came, or which contradicted each other. */
  reassemblyFailures: number;
  /** Packets not sent because the other side reads too slowly. */
  congested: number;
  /** Interests dropped because too many of this face's pended already. */
  overLimit: number;
}

/** Counters, all 0. */
export function newFaceCounters(): FaceCounters {
  return {
    inInterests: 0,
    inData: 0,
    inNacks: 0,
    outInterests: 0,
    outData: 0,
    outNacks: 0,
    inOctets: 0,
    outOctets: 0,
    malformed: 0,
    oversized: 0,
    reassemblyFailures: 0,
    congested: 0,
    overLimit: 0,
  };
}
