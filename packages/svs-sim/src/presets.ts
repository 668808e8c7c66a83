import { readdirSync, readFileSync } from "node:fs";
import { checkScenario } from "./check-scenario.js";
import type { Scenario } from "./scenario.js";

/** Beside both `src` and `dist`. */
const FOLDER = new URL("../presets/", import.meta.url);
const EXTENSION = ".json";

/** The names of the scenarios that come with the package, in order. */
export function presetNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(EXTENSION))
    .map((file) => file.slice(0, -EXTENSION.length))
    .sort();
}

/** A scenario that comes with the package; `undefined` if there is none of that name. */
export function preset(name: string): Scenario | undefined {
  if (!presetNames().includes(name)) {
    return undefined;
  }
  const text = readFileSync(new URL(`${name}${EXTENSION}`, FOLDER), "utf8");
  return checkScenario(JSON.parse(text));
}
