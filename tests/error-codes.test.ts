import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (file: string): string => readFileSync(`${root}/${file}`, "utf8");

const DEFINED = "packages/svs-core/src/svs-error.ts";
const union = /type SvsErrorCode =(.*?)";$/ms.exec(read(DEFINED))![1]!;
const codes = [...union.matchAll(/^ {2}\| "([a-z-]+)/gm)].map(([, code]) => code!);

/** What stands in all TypeScript files of a folder but the definition. */
function textOf(folder: string): string {
  return readdirSync(`${root}/${folder}`, { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file}`)
    .filter((file) => file.endsWith(".ts") && !file.includes("node_modules") && file !== DEFINED)
    .map(read)
    .join("\n");
}

const packages = readdirSync(`${root}/packages`).map((each) => `packages/${each}`);
const sources = packages.map((each) => textOf(`${each}/src`)).join("\n");
const tests = ["tests", ...packages.map((each) => `${each}/test`)].map(textOf).join("\n");

test("the table of the README has every code, once, and no other", () => {
  const table = read("packages/svs-core/README.md").split("## Errors")[1]!;
  const rows = [...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code!);
  expect(codes.length).toBeGreaterThan(30);
  expect(rows.toSorted()).toEqual(codes.toSorted());
});

describe.each(codes)("%s", (code) => {
  it("is given by something, and expected by a test", () => {
    expect(sources.includes(`"${code}"`)).toBe(true);
    expect(tests.includes(`"${code}"`)).toBe(true);
  });
});
