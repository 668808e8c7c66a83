#!/usr/bin/env node
import { createRequire } from "node:module";
import { SvsError } from "@svs/core";
import { readArguments, USAGE } from "./arguments.js";
import { carryOut } from "./command.js";
import { preset, presetNames } from "./presets.js";
import { Progress } from "./progress.js";

const args = process.argv.slice(2);
// Who reads a part of it, as `head` does, has what they want.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") {
    throw error;
  }
  process.exit();
});
try {
  const asked = readArguments(args);
  if (asked === "help") {
    process.stdout.write(USAGE);
  } else if (asked === "version") {
    const manifest = createRequire(import.meta.url)("../package.json") as { readonly version: string };
    process.stdout.write(`${manifest.version}\n`);
  } else if (asked === "list") {
    for (const name of presetNames()) {
      process.stdout.write(`${name.padEnd(14)}${preset(name)?.description ?? ""}\n`);
    }
  } else {
    // As it was begun here: from a working tree by npm, or installed.
    const program = process.env["npm_lifecycle_event"] === "sim" ? "npm run sim --" : "svs-sim";
    await carryOut(asked, {
      print: (text) => process.stdout.write(text),
      progress: new Progress(process.stderr),
      command: [program, ...args.map(quoted)].join(" "),
    });
  }
} catch (error) {
  if (!SvsError.is(error)) {
    throw error;
  }
  process.stderr.write(`svs-sim: ${error.message}\n`);
  process.exitCode = error.code === "invalid-argument" ? 2 : 1;
}

/** An argument as a shell takes it. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
