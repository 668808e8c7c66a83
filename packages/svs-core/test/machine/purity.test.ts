import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const folder = new URL("../../src/machine/", import.meta.url);
const files = readdirSync(folder);

/** What the machine may see of the rest of the house. */
const IMPORTS = /^(\.\/[a-z-]+\.js|@svs\/tlv|\.\.\/svs-error\.js|\.\.\/ports\/clock\.js)$/;

/** ES2022 has these, so tsconfig.machine.json cannot forbid them. */
const IMPURE = /\b(Date|Math\.random|Promise|async|await|globalThis|Intl|WeakRef|FinalizationRegistry)\b/;

function codeOf(file: string): string {
  return readFileSync(new URL(file, folder), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
}

describe("the machine is pure", () => {
  test("there is one", () => {
    expect(files).toContain("sync-machine.ts");
  });

  test.each(files)("%s", (file) => {
    const code = codeOf(file);
    expect(IMPURE.exec(code)?.[0]).toBeUndefined();
    for (const [, source] of code.matchAll(/\bfrom "([^"]+)"/g)) {
      expect(source).toMatch(IMPORTS);
    }
    expect(code).not.toMatch(/\bimport\s*\(|\brequire\s*\(|\bimport "/);
  });
});
