/** The limits of a member that a run can come to; packages/svs-core's README tells them. */
const JUMP = 1_000_000;
const NUMBERS_A_SECOND = 1_000;
const AHEAD = 82_800;
const AGE = 315_576_000;

/** A row as it is claimed. */
export interface Claim {
  readonly row: string;
  readonly seqNo: number;
}

/** A row as it is known. */
export interface KnownRow {
  readonly seqNo: number;
  /** When it last rose here, on the monotonic clock. */
  readonly since: number;
}

/** Whether a row's number is believed and passed on. Monotonic and wall clock in milliseconds. */
export function isBelieved(
  { row, seqNo }: Claim,
  known: KnownRow | undefined,
  now: number,
  wall: number,
): boolean {
  const age = wall / 1000 - Number(row.split("@")[1]);
  if (!known && (age > AGE || age < -AHEAD)) {
    return false;
  }
  const seconds = known && known.since > Number.NEGATIVE_INFINITY ? (now - known.since) / 1000 : age;
  return seqNo - (known?.seqNo ?? 0) <= JUMP + NUMBERS_A_SECOND * Math.max(0, seconds);
}
