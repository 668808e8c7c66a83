import type { PublicationId } from "@svs/core";

/** A message that was said or shown here. */
export interface ShownMessage extends PublicationId {
  /** Whether it was one's own. */
  readonly own: boolean;
}

/** So many messages are remembered when older ones are forgotten. */
const KEPT = 1_000;
/** So many are remembered at the most. */
const KEPT_MAX = 2 * KEPT;

/**
 * Which messages were said and shown, each once, in the order in which that was. Publications carry no time: the
 * order in which they came is all that can be known.
 */
export class ShownLog {
  private last: ShownMessage[] = [];
  private readonly keys = new Set<string>();

  /**
   * @param messages - of earlier runs, the oldest first.
   * @param keep - keeps a message beyond this run.
   */
  constructor(
    messages: Iterable<ShownMessage>,
    private readonly keep: (message: ShownMessage) => Promise<void>,
  ) {
    for (const message of messages) {
      this.add(message);
    }
  }

  /** The last of them, the oldest first. The last own one is among them, however long ago it was said. */
  get messages(): readonly ShownMessage[] {
    return this.last;
  }

  has(id: PublicationId): boolean {
    return this.keys.has(keyOf(id));
  }

  /**
   * Adds one at the end, unless it is there.
   * @throws what `keep` throws: then it is remembered in this run alone.
   */
  async append(message: ShownMessage): Promise<void> {
    if (this.add(message)) {
      await this.keep(message);
    }
  }

  private add(message: ShownMessage): boolean {
    if (this.has(message)) {
      return false;
    }
    this.last.push(message);
    this.keys.add(keyOf(message));
    if (this.last.length > KEPT_MAX) {
      this.forget();
    }
    return true;
  }

  private forget(): void {
    const forgotten = this.last.splice(0, this.last.length - KEPT);
    const lastOwn = this.last.some(({ own }) => own) ? undefined : forgotten.findLast(({ own }) => own);
    for (const message of forgotten) {
      this.keys.delete(keyOf(message));
    }
    if (lastOwn) {
      this.last.unshift(lastOwn);
      this.keys.add(keyOf(lastOwn));
    }
  }
}

function keyOf({ node, bootstrapTime, seqNo }: PublicationId): string {
  return `${node.valueHex} ${bootstrapTime} ${seqNo}`;
}
