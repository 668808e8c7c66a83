import type { Name } from "@ndn/packet";

/** One stored Data packet: a publication, or one segment of one. */
export interface StoredPacket {
  /** Name of the Data, without implicit digest. */
  readonly name: Name;
  /** Node prefix of the member that published it. */
  readonly node: Name;
  /** Seconds since 1970; 0 in dialects that have no bootstrap time. */
  readonly bootstrapTime: number;
  readonly seqNo: number;
  /** Segment number, from 0; 0 for a publication in one packet. */
  readonly segment: number;
  /** The Data packet's octets. Whoever holds them does not change them. */
  readonly packet: Uint8Array;
  /** Whether this member published it. Own packets are never evicted. */
  readonly own: boolean;
}

/** Options of {@link PublicationStore.get}. */
export interface GetOptions {
  /**
   * Also match a longer Data name. Of several, the first in canonical order is given, so a
   * segmented publication answers with its segment 0.
   */
  canBePrefix?: boolean | undefined;
}

/** Sequence numbers `low`..`high` of one member, both inclusive. */
export interface PublicationRange {
  readonly node: Name;
  readonly bootstrapTime: number;
  readonly low: number;
  readonly high: number;
}

/** What a publication store holds at the most. */
export interface PublicationStoreLimits {
  /** Octets of packets; `Infinity` if unlimited. */
  readonly byteLimit: number;
  /** Packets; `Infinity` if unlimited. */
  readonly packetLimit: number;
}

/**
 * Where publications are kept. Implementations are judged by the store suite of
 * `@svs/compliance`. Methods reject with `SvsError` code `store-failed` if the medium fails,
 * `closed` after {@link close}.
 */
export interface PublicationStore extends PublicationStoreLimits, AsyncDisposable {
  /** Octets of packets held now. */
  readonly byteLength: number;
  /** Packets held now. */
  readonly packetCount: number;

  /**
   * Keeps a packet; it survives when the promise has resolved. Putting the same octets again
   * changes nothing. When a limit is reached, packets of other members are evicted, oldest
   * put first, and never own ones.
   * @throws SvsError `store-conflict` if other octets are held under that name,
   * `store-full` if evicting would not make room.
   */
  put(packet: StoredPacket): Promise<void>;

  /** The octets of the Data with that name. */
  get(name: Name, options?: GetOptions): Promise<Uint8Array | undefined>;

  /** Whether a Data of exactly that name is held. */
  has(name: Name): Promise<boolean>;

  /** The packets of a range, by sequence number and segment. Absent ones are left out. */
  range(range: PublicationRange): AsyncIterable<StoredPacket>;

  /** Forgets the Data of exactly that name. @returns whether it was held. */
  delete(name: Name): Promise<boolean>;

  close(): Promise<void>;
}
