/** A fenced block of code in a page. */
export interface CodeBlock {
  /** What stands behind the opening fence: `ts`, `text`, … */
  readonly language: string;
  readonly code: string;
  /** The line of the page on which the code begins, from 1. */
  readonly line: number;
}

/** The fenced blocks of a Markdown page, in order. */
export function codeBlocks(page: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { fence: string; indent: string; language: string; line: number; code: string[] } | undefined;
  page.split("\n").forEach((text, index) => {
    if (open === undefined) {
      const [, indent, fence, language] = /^( *)(`{3,}|~{3,}) *([^\s`]*)/.exec(text) ?? [];
      if (fence !== undefined) {
        open = { fence, indent: indent ?? "", language: language ?? "", line: index + 2, code: [] };
      }
    } else if (text.trim() === open.fence) {
      const { language, line, code } = open;
      blocks.push({ language, line, code: code.map((each) => `${each}\n`).join("") });
      open = undefined;
    } else {
      open.code.push(text.startsWith(open.indent) ? text.slice(open.indent.length) : text);
    }
  });
  if (open !== undefined) {
    throw new Error(`The block that begins on line ${open.line} is never closed.`);
  }
  return blocks;
}
