import { type CodeBlock, codeBlocks } from "./code-blocks.js";

/** The first program of a page and what the page says it prints. */
export interface PrintedProgram {
  readonly program: CodeBlock;
  readonly output: string;
}

/**
 * The program that opens a README: its first `ts` block, with the `text` block that follows it.
 * @throws Error if the page has no such pair.
 */
export function tenLines(page: string): PrintedProgram {
  const blocks = codeBlocks(page);
  const first = blocks.findIndex(({ language }) => language === "ts");
  const program = blocks[first];
  const printed = blocks[first + 1];
  if (program === undefined) {
    throw new Error("The page has no ts block: it must open with the ten lines.");
  }
  if (printed?.language !== "text") {
    throw new Error("The first ts block is not followed by a text block with what it prints.");
  }
  return { program, output: printed.code };
}
