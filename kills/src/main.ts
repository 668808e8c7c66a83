/** `npm run kills`; README.md says what it does. */
import process from "node:process";
import { parseArguments, USAGE } from "./arguments.js";
import { kill } from "./kills.js";
import { killsLines } from "./report.js";

let asked: ReturnType<typeof parseArguments>;
try {
  asked = parseArguments(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
  process.exit(2);
}
if (asked.help) {
  process.stdout.write(USAGE);
} else {
  const { count, seed } = asked;
  process.stderr.write(`Seed ${seed}; to repeat: npm run kills -- ${process.argv.slice(2).join(" ")}\n`);
  const begin = performance.now();
  try {
    const result = await kill({
      ...asked,
      onKill: (done, how) => process.stderr.write(`killed ${done} of ${count}: ${how}\n`),
    });
    process.stdout.write(`${killsLines(result, (performance.now() - begin) / 1000).join("\n")}\n`);
    process.exitCode = result.violations.length === 0 ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 2;
  }
}
