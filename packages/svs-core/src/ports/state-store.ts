import type { Name } from "@ndn/packet";

/** A node prefix of this member, and how far it has numbered under it. */
export interface OwnState {
  readonly node: Name;
  /** Seconds since 1970; 0 in dialects that have no bootstrap time. */
  readonly bootstrapTime: number;
  /** Highest number given out; 0 if none. */
  readonly seqNo: number;
}

/** What a member remembers across restarts. */
export interface MemberState {
  /** One per node prefix. */
  readonly own: readonly OwnState[];
  /** The state vector, as a version 3 StateVector TLV; `undefined` before the first save. */
  readonly known: Uint8Array | undefined;
  /** Publications handed to the application, likewise. */
  readonly delivered: Uint8Array | undefined;
}

/** Parts of the state to replace; what is absent stays as it is. `own` replaces by node. */
export interface MemberStateChange {
  readonly own?: OwnState | undefined;
  readonly known?: Uint8Array | undefined;
  readonly delivered?: Uint8Array | undefined;
}

/**
 * Where a member's state is kept. One store belongs to one member.
 * Methods reject with `SvsError` code `store-failed` if the medium fails, `closed` after
 * {@link close}.
 */
export interface StateStore extends AsyncDisposable {
  load(): Promise<MemberState>;
  /** All of the change or none of it; it survives when the promise has resolved. */
  save(change: MemberStateChange): Promise<void>;
  close(): Promise<void>;
}
