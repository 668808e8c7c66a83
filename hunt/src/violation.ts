/** An invariant that did not hold. */
export class Violation extends Error {
  override readonly name = "Violation";

  /**
   * @param invariant - in a few words, from {@link INVARIANTS}.
   * @param message - what was seen, where and when.
   */
  constructor(
    readonly invariant: Invariant,
    message: string,
  ) {
    super(`${invariant}: ${message}`);
  }
}

/** What is looked at after every event. */
export const INVARIANTS = [
  /** No row of a state vector is ever lower than it was. */
  "state never goes back",
  /** A row says no more than was published, or than a Byzantine member claimed. */
  "nothing is invented",
  /** The ranges of `update` effects cover 1..n of every row exactly once, in order. */
  "updates tile",
  /** While the link is up, one timer is armed, for a moment that the specification allows; it fires then. */
  "one timer",
  /** A member answers an outdated vector at most once in a suppression period. */
  "one repair",
  /** A repeat follows half a second after whatever its member sent before, or later. */
  "repeats apart",
  /** What is sent is within the limit, and the only way to write it. */
  "canonical packets",
  /** The machine does what the sentences of the specification say. */
  "as specified",
  /** The numbers of a member come in order, none left out, with the contents that were published. */
  "delivery in order",
  /** No number ever has two contents. */
  "one content",
  /** Once the network is well, the members agree, and have everything. */
  "convergence",
  /** The same seed gives the same packets. */
  "repeatable",
  /** A member reports no failure that nobody caused. */
  "no error",
] as const;

export type Invariant = (typeof INVARIANTS)[number];
