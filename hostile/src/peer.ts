import type { MemberPorts } from "@svs/transport-memory";

/** Numbers that a member has learnt of, `low`..`high` inclusive. */
export interface Learnt {
  /** As {@link rowOf} writes it. */
  readonly row: string;
  readonly low: number;
  readonly high: number;
}

/** An honest member, of whichever implementation. */
export interface Peer {
  /** The row that it publishes under now. */
  readonly row: string;
  /** Everything it has learnt, in order. */
  readonly learnt: readonly Learnt[];
  /** Its state vector. */
  rows(): ReadonlyMap<string, number>;
  /**
   * Publishes once.
   * @returns the number, under {@link row} as it is then; `undefined` if that failed.
   */
  publish(): Promise<number | undefined>;
}

/** An implementation that is attacked. */
export interface Implementation {
  readonly name: string;
  join(node: string, ports: MemberPorts): Promise<Peer>;
}

/** Everybody's group. */
export const GROUP = "/group";

/** A row as a person reads it. @param node - a name's URI. */
export function rowOf(node: string, bootstrapTime: number): string {
  return `${node}@${bootstrapTime}`;
}
