/**
 * What would not stay on its line, or would speak to the terminal and not to the reader:
 * controls (C0, DEL, C1), line and paragraph separators, marks that override the writing
 * direction, the byte order mark, and halves of a surrogate pair.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "    " };

/** Other people's text, on one line and safe to write to a terminal: escapes are made visible. */
export function printableText(text: string): string {
  return text.replace(UNPRINTABLE, (character) => SHORT[character] ?? escaped(character.codePointAt(0)!));
}

function escaped(code: number): string {
  const hex = code.toString(16);
  return code < 0x100 ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`;
}
