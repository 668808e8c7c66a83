#!/usr/bin/env node
import { SvsError } from "@svs/core";
import { readArguments, USAGE } from "./arguments.js";
import { carryOut } from "./command.js";
import { preset, presetNames } from "./presets.js";

try {
  const asked = readArguments(process.argv.slice(2));
  if (asked === "help") {
    process.stdout.write(USAGE);
  } else if (asked === "list") {
    for (const name of presetNames()) {
      process.stdout.write(`${name.padEnd(14)}${preset(name)?.description ?? ""}\n`);
    }
  } else {
    await carryOut(asked);
  }
} catch (error) {
  if (!SvsError.is(error)) {
    throw error;
  }
  process.stderr.write(`svs-sim: ${error.message}\n`);
  process.exitCode = error.code === "invalid-argument" ? 2 : 1;
}
