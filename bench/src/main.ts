import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { codecFigures, memoryFigures } from "./codec.js";
import { lastResult } from "./measure.js";
import { type Figure, table, writeJson } from "./report.js";
import { simulationFigures } from "./simulation.js";
import { storageFigures } from "./storage.js";

const USAGE = `Measures the codec beside NDNts (@ndn/svs), the simulator and the storage, in one process and one run.

Usage: npm run bench -- [options]

  --json FILE    also write the figures as [{name, value, unit, peer?, ratio?}]
  --sizes LIST   group sizes (default 20,200,1000,10000)
  --only PART    memory, codec, simulation or storage alone
  -h, --help     this text
`;

/** What is measured, in this order. */
const PARTS: Readonly<
  Record<string, (sizes: readonly number[]) => readonly Figure[] | Promise<readonly Figure[]>>
> = {
  memory: () => memoryFigures(10_000),
  codec: (sizes) => codecFigures(sizes),
  simulation: () => simulationFigures({ members: 50, seconds: 60, rate: 20, loss: 0.1 }),
  storage: () => storageFigures(10_000),
};

function usageError(message: string): number {
  process.stderr.write(`${message}\n\n${USAGE}`);
  return 2;
}

async function main(): Promise<number> {
  let values: { json?: string; sizes?: string; only?: string; help?: boolean };
  try {
    ({ values } = parseArgs({
      options: {
        json: { type: "string" },
        sizes: { type: "string", default: "20,200,1000,10000" },
        only: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }));
  } catch (error) {
    return usageError((error as Error).message);
  }
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const sizes = values.sizes!.split(",").map(Number);
  if (!sizes.every((size) => Number.isSafeInteger(size) && size > 0)) {
    return usageError("--sizes takes whole numbers above 0, separated by commas.");
  }
  const { only } = values;
  const parts = Object.entries(PARTS).flatMap(([name, measure]) =>
    only === undefined || only === name ? [measure] : [],
  );
  if (parts.length === 0) {
    return usageError(`--only takes ${Object.keys(PARTS).join(", ")}, and not "${only}".`);
  }
  process.stderr.write(`Node.js ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}\n`);
  const figures: Figure[] = [];
  for (const measure of parts) {
    figures.push(...(await measure(sizes)));
  }
  process.stdout.write(`${table(figures, "NDNts")}\n`);
  if (values.json !== undefined) {
    writeJson(values.json, figures);
  }
  return lastResult() === undefined ? 1 : 0;
}

process.exitCode = await main();
