import type { PeerKind } from "../peer/peer-kind.js";

/** How far one life of a member had published. */
export interface Row {
  /** URI. */
  readonly node: string;
  /** Seconds since 1970; 0 in dialects that have no bootstrap time. */
  readonly bootstrapTime: number;
  readonly seqNo: number;
}

/** A Sync Interest that was seen, and what it says. */
export interface SeenSyncInterest {
  /** What changed last is last. */
  readonly rows: readonly Row[];
  /** Its state vector, in the form of the dialect. */
  readonly vector: Uint8Array;
  readonly packet: Uint8Array;
}

/** A command to register a prefix that was seen, and what it says. */
export interface SeenRegistration {
  /** URI. */
  readonly prefix: string;
  readonly childInherit: boolean;
  readonly capture: boolean;
  /** The command's name, as octets of its TLV-VALUE. */
  readonly command: Uint8Array;
}

/** What a member of another implementation sent while it was in a group with one of ours. */
export interface Recording {
  readonly kind: PeerKind;
  /** URI. */
  readonly group: string;
  /** URI: the member's own. */
  readonly node: string;
  /** With more and more rows. */
  readonly syncInterests: readonly SeenSyncInterest[];
  /** Its Data for a publication of its own. */
  readonly publication: { readonly of: Row; readonly text: string; readonly packet: Uint8Array };
  /** Its Interest for a publication of ours. */
  readonly request: { readonly of: Row; readonly packet: Uint8Array };
  /** In the order in which they were sent. */
  readonly registrations: readonly SeenRegistration[];
}
