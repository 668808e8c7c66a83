import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { SvsError } from "@svs/core";
import { checkScenario } from "./check-scenario.js";
import { preset, presetNames } from "./presets.js";
import type { Scenario } from "./scenario.js";

/**
 * A scenario by the name of a preset, or from a file: JSON, or a module with a default export.
 * @throws SvsError `invalid-argument`.
 */
export async function loadScenario(source: string): Promise<Scenario> {
  return preset(source) ?? checkScenario(await read(source));
}

async function read(file: string): Promise<unknown> {
  if (!/\.(json|[cm]?[jt]s)$/.test(file)) {
    throw new SvsError(
      "invalid-argument",
      `There is no scenario ${file}. Those that come along are ${presetNames().join(", ")}; a file must end in .json, .js, .mjs, .ts or .mts.`,
    );
  }
  try {
    if (file.endsWith(".json")) {
      return JSON.parse(await readFile(file, "utf8"));
    }
    const module: { default?: unknown } = await import(pathToFileURL(resolve(file)).href);
    return module.default;
  } catch (cause) {
    throw new SvsError("invalid-argument", `The scenario ${file} cannot be read: ${String(cause)}`, {
      cause,
    });
  }
}
