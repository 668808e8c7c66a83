import type { Interest, Name } from "@ndn/packet";
import type { Millis } from "@svs/core";

/** What a holder does about an Interest for a publication that is not its own. */
export type Verdict = "answer" | "answer-later" | "silence";

/** Interests for one name within this time are attempts for one packet. */
const ATTEMPTS_WITHIN: Millis = 10_000;
/** Names that are remembered at the most. */
const NAMES_MAX = 4096;
/** Publications that the publisher has to leave unanswered to be taken for away. */
const STRIKES = 2;

interface Attempts {
  readonly since: Millis;
  count: number;
}

/**
 * Where every holder hears every Interest, settles who answers, without a word between them: each
 * computes the same from the Interest's Nonce. Nobody behind a forwarder overhears the Data of another, so
 * waiting for it would not help.
 *
 * The first Interest for a packet is the publisher's, unless that left others unanswered. Then, and at the second
 * one, the holder is elected whose name goes best with the Nonce. From the third one on all who hold the packet
 * answer, for those that were elected may be gone.
 */
export class HolderElection {
  private readonly attempts = new Map<string, Attempts>();
  /** By publisher: packets that it left unanswered since it was last heard of. */
  private readonly strikes = new Map<string, number>();

  /** The publisher is there: it has published. */
  heardOf(node: Name): void {
    this.strikes.delete(node.valueHex);
  }

  /**
   * @param publisher - node prefix of the publication's member.
   * @param self - a name of this holder.
   * @param others - node prefixes of all that may be holders.
   */
  judge(interest: Interest, now: Millis, publisher: Name, self: Name, others: readonly Name[]): Verdict {
    const count = this.count(interest.name, now);
    if (count === 2) {
      this.strike(publisher);
    }
    const isAway = this.isAway(publisher);
    if (count === 1 && !isAway) {
      return "silence";
    }
    if (count > 2) {
      return "answer-later";
    }
    const nonce = interest.nonce ?? 0;
    const best = rank(nonce, self);
    const beaten = others.some(
      (node) =>
        !node.equals(self) && !node.equals(publisher) && !this.isAway(node) && rank(nonce, node) > best,
    );
    return beaten ? "silence" : "answer";
  }

  /** Which Interest for this name it is, from 1. */
  private count(name: Name, now: Millis): number {
    const key = name.valueHex;
    const known = this.attempts.get(key);
    if (known && now - known.since < ATTEMPTS_WITHIN) {
      return ++known.count;
    }
    this.attempts.delete(key);
    this.attempts.set(key, { since: now, count: 1 });
    if (this.attempts.size > NAMES_MAX) {
      const [oldest] = this.attempts.keys();
      this.attempts.delete(oldest!);
    }
    return 1;
  }

  private strike(publisher: Name): void {
    const key = publisher.valueHex;
    this.strikes.set(key, Math.min(STRIKES, (this.strikes.get(key) ?? 0) + 1));
    if (this.strikes.size > NAMES_MAX) {
      const [oldest] = this.strikes.keys();
      this.strikes.delete(oldest!);
    }
  }

  private isAway(node: Name): boolean {
    return this.strikes.get(node.valueHex) === STRIKES;
  }
}

/** How well a name goes with a Nonce: FNV-1a over both, stirred. */
function rank(nonce: number, { value }: Name): number {
  let hash = 0x811c9dc5 ^ nonce;
  for (const octet of value) {
    hash = Math.imul(hash ^ octet, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
