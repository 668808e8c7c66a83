/** `npm run hunt`; README.md says what it does. */
import process from "node:process";
import { type HuntArguments, parseArguments, USAGE } from "./arguments.js";
import { hunt } from "./hunt.js";
import { catchLines, huntLines } from "./report.js";

let asked: HuntArguments;
try {
  asked = parseArguments(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
  process.exit(2);
}
const print = (lines: readonly string[]): void => {
  process.stdout.write(`${lines.join("\n")}\n`);
};
const { seeds, from, mutants } = asked;
if (asked.help) {
  process.stdout.write(USAGE);
} else if (mutants.length > 0) {
  for (const mutant of mutants) {
    const { catches, seeds: tried } = await hunt({ seeds, from, mutant, until: mutant.breaks });
    const caught = catches.find(({ invariant }) => invariant === mutant.breaks);
    if (caught) {
      print([`caught after ${tried} seeds: ${mutant.name}`, `  ${caught.message.slice(0, 200)}`]);
    } else {
      print([`NOT CAUGHT in ${tried} seeds: ${mutant.name}`]);
      process.exitCode = 1;
    }
  }
} else {
  const begin = performance.now();
  const result = await hunt({
    seeds,
    from,
    onSeed: (done) => {
      if (process.stderr.isTTY && (done % 20 === 0 || done === seeds)) {
        process.stderr.write(`\r${done} of ${seeds} seeds${done === seeds ? "\n" : ""}`);
      }
    },
  });
  print(huntLines(result, from, (performance.now() - begin) / 1000));
  for (const caught of result.catches) {
    print(catchLines(caught));
    process.exitCode = 1;
  }
}
