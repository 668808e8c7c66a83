/** What a line typed at the terminal asks for. */
export type Command =
  | { readonly kind: "say"; readonly text: string }
  | { readonly kind: "who" | "help" | "quit" | "nothing" }
  | { readonly kind: "unknown"; readonly word: string };

const WORDS = { "/who": "who", "/help": "help", "/quit": "quit" } as const;

/** Reads a typed line. Blank lines ask for nothing; `//` at the beginning says one slash. */
export function parseCommand(line: string): Command {
  if (line.trim() === "") {
    return { kind: "nothing" };
  }
  if (line.startsWith("//")) {
    return { kind: "say", text: line.slice(1) };
  }
  if (!line.startsWith("/")) {
    return { kind: "say", text: line };
  }
  const word = line.trim();
  return Object.hasOwn(WORDS, word)
    ? { kind: WORDS[word as keyof typeof WORDS] }
    : { kind: "unknown", word: word.split(/\s/u)[0]! };
}
