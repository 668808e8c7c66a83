/** `npm run interop`; README.md says what it does. */
import process from "node:process";
import { type InteropArguments, parseArguments, USAGE } from "./arguments.js";
import { runInterop } from "./run-interop.js";

let asked: InteropArguments;
try {
  asked = parseArguments(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
  process.exit(2);
}
if (asked.help) {
  process.stdout.write(USAGE);
} else {
  try {
    process.exitCode = (await runInterop(asked)) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${(error as Error).stack}\n`);
    process.exitCode = 1;
  }
}
