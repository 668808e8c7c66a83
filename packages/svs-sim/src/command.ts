import { join } from "node:path";
import type { Arguments } from "./arguments.js";
import { Capture } from "./capture.js";
import { chartsOf } from "./charts/charts-of.js";
import { renderSvg } from "./charts/render.js";
import { csv } from "./csv.js";
import { figuresOf } from "./figures.js";
import { loadScenario } from "./load-scenario.js";
import { runMachines } from "./machine-level/run-machines.js";
import type { Progress } from "./progress.js";
import { ResultsFolder } from "./results-folder.js";
import type { RunHooks } from "./run-hooks.js";
import type { RunResult } from "./run-result.js";
import type { Scenario } from "./scenario.js";
import { withSetting } from "./settings.js";
import { runStack } from "./stack-level/run-stack.js";
import { table } from "./table.js";
import { type Variant, variantsOf } from "./variants.js";

/** Where files go that nobody named a folder for. */
const RESULTS = "svs-sim-results";

/** What a command writes to. */
export interface Output {
  print(text: string): void;
  readonly progress: Progress;
  /** The command that was given, to be given again. */
  readonly command: string;
}

/** Runs what the command line asks for, prints the figures, and writes the files. */
export async function carryOut(asked: Arguments, output: Output): Promise<void> {
  let scenario = await loadScenario(asked.scenario);
  for (const { path, value } of asked.settings) {
    scenario = withSetting(scenario, path, value);
  }
  const variants = variantsOf(scenario, asked);
  const folder = openFolder(asked, scenario);
  output.print(`${heading(asked)}\n`);
  const done: (Variant & { readonly runs: RunResult[] })[] = [];
  try {
    for (const variant of variants) {
      const show = (share: number, seed: number): void =>
        output.progress.show((done.length + share) / variants.length, `${variant.title}, seed ${seed}`);
      done.push({ ...variant, runs: await runSeeds(variant, asked, folder, show) });
    }
  } finally {
    output.progress.end();
  }
  const columns = done.map(({ title, runs }) => ({ title, figures: figuresOf(runs) }));
  output.print(table(columns));
  if (folder !== undefined) {
    folder.write("summary.csv", csv(columns, asked.seeds, asked.level));
    for (const { name, spec } of asked.plot ? chartsOf(done, asked.sweep?.path) : []) {
      folder.write(`${name}.svg`, await renderSvg(spec));
    }
    output.print(`Files: ${folder.path}\n`);
  }
  output.print(`Repeat with: ${output.command}\n`);
}

/** Runs a variant once for each seed. */
async function runSeeds(
  { title, scenario }: Variant,
  { level, seed: first, seeds, pcap }: Arguments,
  folder: ResultsFolder | undefined,
  show: (share: number, seed: number) => void,
): Promise<RunResult[]> {
  const run = level === "stack" ? runStack : runMachines;
  const slug = title.replaceAll(/[^\w.-]+/g, "-");
  const results: RunResult[] = [];
  for (let seed = first; seed < first + seeds; seed++) {
    const trace = folder?.trace(`${slug}-${seed}.jsonl`);
    const capture = pcap && seed === first ? new Capture(scenario) : undefined;
    const hooks: RunHooks = {
      ...capture?.hooks,
      trace: trace?.sink,
      onProgress: (share) => show((seed - first + share) / seeds, seed),
    };
    results.push(await run(scenario, seed, hooks));
    trace?.close();
    if (capture !== undefined) {
      folder?.write(`${slug}-${seed}.pcap`, await capture.file());
    }
  }
  return results;
}

function openFolder({ out }: Arguments, { name }: Scenario): ResultsFolder | undefined {
  if (out === undefined) {
    return undefined;
  }
  return new ResultsFolder(out === "default" ? join(RESULTS, name) : out);
}

function heading({ level, seed, seeds }: Arguments): string {
  const where = level === "machine" ? "protocol machines" : "the whole stack";
  const over =
    seeds === 1
      ? `seed ${seed}`
      : `seeds ${seed} to ${seed + seeds - 1}, [95 % intervals] by a bootstrap over seeds`;
  return `On ${where}, ${over}.`;
}
