import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { describeExports } from "./exports/describe-exports.js";
import { sourceEntries } from "./exports/source-entries.js";
import { workspacePackages } from "./layering/workspace.js";
import { typescriptOptions } from "./typescript-options.js";

const packages = workspacePackages()
  .filter(({ manifest }) => manifest.private !== true)
  .map((each) => ({ name: each.manifest.name, entries: sourceEntries(each) }))
  .filter(({ entries }) => entries.length > 0);

const program = ts.createProgram(
  packages.flatMap(({ entries }) => entries.map(({ file }) => file)),
  // Unions are then printed in the same order whatever else changes.
  { ...typescriptOptions(), stableTypeOrdering: true },
);

const recordOf = (name: string): string =>
  fileURLToPath(new URL(`exports/${name.replace(/^@/, "").replaceAll("/", "-")}.txt`, import.meta.url));

describe("public exports, as reviewed (UPDATE=1 writes them anew)", () => {
  it.each(packages)("of $name", ({ name, entries }) => {
    const actual = entries
      .map(({ label, file }) => `# ${label}\n\n${describeExports(program, file)}\n`)
      .join("\n");
    const record = recordOf(name);
    const { UPDATE } = process.env;
    if (UPDATE === "1") {
      writeFileSync(record, actual);
    }
    expect(existsSync(record) ? readFileSync(record, "utf8") : "").toBe(actual);
  });

  it("are recorded for no package that is gone", () => {
    const folder = fileURLToPath(new URL("exports", import.meta.url));
    const records = readdirSync(folder).filter((file) => file.endsWith(".txt"));
    expect(records.sort()).toEqual(
      packages.map(({ name }) => recordOf(name).slice(folder.length + 1)).sort(),
    );
  });
});
