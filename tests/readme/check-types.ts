import { join } from "node:path";
import ts from "typescript";
import { root } from "../layering/workspace.js";
import { typescriptOptions } from "../typescript-options.js";
import type { CodeBlock } from "./code-blocks.js";

/** A `ts` block and the page that it stands in. */
export interface PageBlock extends CodeBlock {
  /** The page, relative to the root. */
  readonly page: string;
}

/**
 * Type-checks blocks of code, each a module of its own, all in one program, under the
 * repository's own options. Names that an example only shows may stay unused.
 *
 * @returns what is wrong, with page and line; nothing if all is well.
 */
export function checkTypes(blocks: readonly PageBlock[]): string[] {
  // The modules stand, in memory alone, in a folder that sees every package.
  const modules = new Map(
    blocks.map((block, index) => [join(root, "tests", `block-${index}.ts`), block] as const),
  );
  const textOf = ({ code }: CodeBlock): string => `${code}\nexport {};\n`;
  const options = { ...typescriptOptions(), noUnusedLocals: false, noUnusedParameters: false };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => modules.has(file) || fileExists(file);
  host.readFile = (file) => {
    const block = modules.get(file);
    return block ? textOf(block) : readFile(file);
  };
  host.getSourceFile = (file, languageVersion, ...rest) => {
    const block = modules.get(file);
    return block
      ? ts.createSourceFile(file, textOf(block), languageVersion)
      : getSourceFile(file, languageVersion, ...rest);
  };
  const program = ts.createProgram([...modules.keys()], options, host);
  return [...modules].flatMap(([file, { page, line }]) => {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ messageText, start = 0 }) => {
      const at = source?.getLineAndCharacterOfPosition(start).line ?? 0;
      return `${page}:${line + at}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
  });
}
