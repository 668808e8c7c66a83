import { readFileSync } from "node:fs";
import { SvSync } from "@svs/core";
import { expect, test } from "vitest";
import { MemoryNetwork } from "../src/index.js";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

/** The first code block of a language. */
function block(language: string): string {
  return readme.split(`\`\`\`${language}\n`)[1]!.split("```")[0]!;
}

test("the README's program prints what the README says", async () => {
  const printed: string[] = [];
  const program = block("ts").replaceAll(/^import .*$/gm, "");
  const run = new Function("SvSync", "MemoryNetwork", "console", `return (async () => {${program}})();`) as (
    ...scope: unknown[]
  ) => Promise<void>;
  await run(SvSync, MemoryNetwork, { log: (text: string) => printed.push(text) });
  expect(`${printed.join("\n")}\n`).toBe(block("text"));
});
