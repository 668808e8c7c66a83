import { parseArgs } from "node:util";
import { runReal } from "./real.js";
import { runSimulated } from "./simulated.js";

const USAGE = `Three members converge: under loss in virtual time, then over real sockets.

Usage: npm run demo -- [options]

  --seed N     what chance the simulated network has (default 12)
  -h, --help   this text
`;

function usageError(message: string): number {
  process.stderr.write(`${message}\n\n${USAGE}`);
  return 2;
}

async function main(): Promise<number> {
  let values: { seed?: string; help?: boolean };
  try {
    ({ values } = parseArgs({
      options: { seed: { type: "string", default: "12" }, help: { type: "boolean", short: "h" } },
    }));
  } catch (error) {
    return usageError((error as Error).message);
  }
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0) {
    return usageError(`--seed takes a whole number from 0, and not ${values.seed}.`);
  }
  const print = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  await runSimulated(seed, print);
  print(`Repeat it with: npm run demo -- --seed ${seed}\n`);
  await runReal(print);
  return 0;
}

process.exitCode = await main();
