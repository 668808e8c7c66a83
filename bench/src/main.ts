import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { codecFigures, memoryFigures } from "./codec.js";
import { lastResult } from "./measure.js";
import { table, writeJson } from "./report.js";
import { simulationFigures } from "./simulation.js";
import { storageFigures } from "./storage.js";

const USAGE = `Measures the codec beside NDNts (@ndn/svs), the simulator and the storage, in one process and one run.

Usage: npm run bench -- [options]

  --json FILE    also write the figures as [{name, value, unit, peer?, ratio?}]
  --sizes LIST   group sizes (default 20,200,1000,10000)
  -h, --help     this text
`;

function usageError(message: string): number {
  process.stderr.write(`${message}\n\n${USAGE}`);
  return 2;
}

async function main(): Promise<number> {
  let values: { json?: string; sizes?: string; help?: boolean };
  try {
    ({ values } = parseArgs({
      options: {
        json: { type: "string" },
        sizes: { type: "string", default: "20,200,1000,10000" },
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
  process.stderr.write(`Node.js ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}\n`);
  const figures = [
    ...memoryFigures(10_000),
    ...codecFigures(sizes),
    ...(await simulationFigures({ members: 50, seconds: 60, rate: 20, loss: 0.1 })),
    ...(await storageFigures(10_000)),
  ];
  process.stdout.write(`${table(figures, "NDNts")}\n`);
  if (values.json !== undefined) {
    writeJson(values.json, figures);
  }
  return lastResult() === undefined ? 1 : 0;
}

process.exitCode = await main();
