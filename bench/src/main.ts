import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { codecFigures, memoryFigures } from "./codec.js";
import { endToEndFigures } from "./end-to-end/end-to-end.js";
import { heapFigures } from "./heap.js";
import { lastResult } from "./measure.js";
import { type Figure, type Titles, table, writeJson } from "./report.js";
import { type Section, writePage } from "./results-page.js";
import { shareFigures } from "./shares.js";
import { simulationFigures, simulatorFigures } from "./simulation.js";
import { storageFigures } from "./storage.js";
import { workerFigures } from "./worker/figures.js";

const USAGE = `Measures members, the codec and the machine beside NDNts (@ndn/svs) and others, the simulator, the storage,
and members in workers.

Usage: npm run bench -- [options]

  --json FILE    also write the figures as [{name, value, unit, peer?, ratio?}]
  --sizes LIST   group sizes (default 20,200,1000,10000)
  --members LIST how many members meet at the forwarder (default 2,10,50)
  --only PART    only memory, codec, simulation, storage, worker or e2e; may be given again
  --page         also write bench/RESULTS.md
  -h, --help     this text
`;

interface Part {
  readonly titles: Titles;
  measure(
    sizes: readonly number[],
    groups: readonly number[],
  ): readonly Figure[] | Promise<readonly Figure[]>;
}

const besideNdnts: Titles = ["ours", "NDNts"];

/** What is measured, in this order. */
const PARTS: Readonly<Record<string, Part>> = {
  memory: {
    titles: besideNdnts,
    measure: async () => [...memoryFigures(10_000), ...(await heapFigures(200))],
  },
  codec: { titles: besideNdnts, measure: (sizes) => codecFigures(sizes) },
  simulation: {
    titles: besideNdnts,
    measure: async () => [
      ...(await simulationFigures({ members: 50, seconds: 60, rate: 20, loss: 0.1 })),
      ...(await simulatorFigures(5)),
    ],
  },
  storage: { titles: besideNdnts, measure: () => storageFigures(10_000) },
  worker: { titles: ["in a worker", "same thread"], measure: () => workerFigures(2000) },
  e2e: {
    titles: besideNdnts,
    measure: async (_, groups) => [...(await shareFigures()), ...(await endToEndFigures(groups))],
  },
};

function usageError(message: string): number {
  process.stderr.write(`${message}\n\n${USAGE}`);
  return 2;
}

async function main(): Promise<number> {
  let values: {
    json?: string;
    sizes?: string;
    members?: string;
    only?: string[];
    page?: boolean;
    help?: boolean;
  };
  try {
    ({ values } = parseArgs({
      options: {
        json: { type: "string" },
        sizes: { type: "string", default: "20,200,1000,10000" },
        members: { type: "string", default: "2,10,50" },
        only: { type: "string", multiple: true },
        page: { type: "boolean" },
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
  const groups = values.members!.split(",").map(Number);
  if (!groups.every((members) => Number.isSafeInteger(members) && members > 1)) {
    return usageError("--members takes whole numbers above 1, separated by commas.");
  }
  const { only = Object.keys(PARTS) } = values;
  const stranger = only.find((name) => !Object.hasOwn(PARTS, name));
  if (stranger !== undefined) {
    return usageError(`--only takes ${Object.keys(PARTS).join(", ")}, and not "${stranger}".`);
  }
  const parts = Object.entries(PARTS).filter(([name]) => only.includes(name));
  process.stderr.write(`Node.js ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}\n`);
  const sections: Section[] = [];
  for (const [part, { titles, measure }] of parts) {
    process.stderr.write(`Measuring: ${part}\n`);
    sections.push({ part, titles, figures: await measure(sizes, groups) });
  }
  const figures = sections.flatMap((section) => section.figures);
  for (const titles of new Set(sections.map((section) => section.titles))) {
    const alike = sections.filter((section) => section.titles === titles);
    process.stdout.write(
      `${table(
        alike.flatMap((section) => section.figures),
        titles,
      )}\n\n`,
    );
  }
  if (values.page) {
    writePage(sections);
  }
  if (values.json !== undefined) {
    writeJson(values.json, figures);
  }
  return lastResult() === undefined ? 1 : 0;
}

process.exitCode = await main();
