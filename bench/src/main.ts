import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { codecFigures, memoryFigures } from "./codec.js";
import { lastResult } from "./measure.js";
import { type Figure, table, writeJson } from "./report.js";
import { simulationFigures } from "./simulation.js";
import { storageFigures } from "./storage.js";
import { workerFigures } from "./worker/figures.js";

const USAGE = `Measures the codec beside NDNts (@ndn/svs), the simulator, the storage, and members in workers, in one run.

Usage: npm run bench -- [options]

  --json FILE    also write the figures as [{name, value, unit, peer?, ratio?}]
  --sizes LIST   group sizes (default 20,200,1000,10000)
  --only PART    memory, codec, simulation, storage or worker alone
  -h, --help     this text
`;

interface Part {
  /** What stands in the first column, and what beside it. */
  readonly titles: readonly [ours: string, peer: string];
  measure(sizes: readonly number[]): readonly Figure[] | Promise<readonly Figure[]>;
}

const besideNdnts = ["ours", "NDNts"] as const;

/** What is measured, in this order. */
const PARTS: Readonly<Record<string, Part>> = {
  memory: { titles: besideNdnts, measure: () => memoryFigures(10_000) },
  codec: { titles: besideNdnts, measure: (sizes) => codecFigures(sizes) },
  simulation: {
    titles: besideNdnts,
    measure: () => simulationFigures({ members: 50, seconds: 60, rate: 20, loss: 0.1 }),
  },
  storage: { titles: besideNdnts, measure: () => storageFigures(10_000) },
  worker: { titles: ["in a worker", "same thread"], measure: () => workerFigures(2000) },
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
  const parts = Object.entries(PARTS).flatMap(([name, part]) =>
    only === undefined || only === name ? [part] : [],
  );
  if (parts.length === 0) {
    return usageError(`--only takes ${Object.keys(PARTS).join(", ")}, and not "${only}".`);
  }
  process.stderr.write(`Node.js ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}\n`);
  const figures: Figure[] = [];
  const tables = new Map<Part["titles"], Figure[]>();
  for (const { titles, measure } of parts) {
    const measured = await measure(sizes);
    figures.push(...measured);
    tables.set(titles, [...(tables.get(titles) ?? []), ...measured]);
  }
  const printed = Array.from(tables, ([titles, rows]) => `${table(rows, titles)}\n`);
  process.stdout.write(printed.join("\n"));
  if (values.json !== undefined) {
    writeJson(values.json, figures);
  }
  return lastResult() === undefined ? 1 : 0;
}

process.exitCode = await main();
