import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ScenarioRunner } from "./scenario-runner.js";

/** `UPDATE=1` writes the answers into the files, to be reviewed as a diff. */
const { UPDATE } = process.env;
const update = UPDATE === "1";
const folder = new URL("scenarios/", import.meta.url);

describe("scenarios", () => {
  test.each(readdirSync(folder).filter((file) => file.endsWith(".txt")))("%s", (file) => {
    const path = new URL(file, folder);
    const answered = new ScenarioRunner().run(readFileSync(path, "utf8"));
    if (update) {
      writeFileSync(path, answered);
    }
    expect(answered).toBe(readFileSync(path, "utf8"));
  });
});
