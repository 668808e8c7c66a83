import { StateVector, type VectorForm } from "@svs/tlv";

/**
 * `MergedStateVector` of section 4.5: the merge of every vector heard in Suppression State,
 * beginning with the one that led there (section 6, transition 5).
 *
 * What is asked of it is only whether it is outdated, and what it merges, the local vector merges
 * too. So it is kept as its first vector's octets while that is the only one, as a vector when a
 * second one says otherwise, and as nothing at all once a single one had everything.
 */
export class MergedStateVector {
  private content: Uint8Array | StateVector | "everything";

  /** @param first - a well-formed vector that is outdated to the local one. */
  constructor(
    first: Uint8Array,
    private readonly form: VectorForm,
  ) {
    this.content = first;
  }

  /** Merges a well-formed vector that is outdated to the local one, after the local one did. */
  add(octets: Uint8Array): void {
    if (this.content === "everything") {
      return;
    }
    if (this.content instanceof Uint8Array) {
      this.content = StateVector.decode(this.content, this.form);
    }
    this.content.apply(this.content.compareEncoded(octets, this.form), Number.NEGATIVE_INFINITY);
  }

  /** Merges a vector that lacks nothing of what the local one has. */
  addEverything(): void {
    this.content = "everything";
  }

  /** Whether it lacks anything that the local vector has. */
  isOutdated(local: StateVector): boolean {
    if (this.content instanceof StateVector) {
      return local.compare(this.content).behind > 0;
    }
    return this.content !== "everything";
  }
}
