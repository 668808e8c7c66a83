const WORDS: Readonly<Record<number, string>> = { 50: "congestion", 100: "duplicate Nonce", 150: "no route" };

/** A NackReason, for a person. */
export function nackWords(reason: number): string {
  return WORDS[reason] ?? `Nack reason ${reason}`;
}
