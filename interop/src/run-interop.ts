import { writeFile } from "node:fs/promises";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { type InteropArguments, SECTIONS, type Section } from "./arguments.js";
import { CELLS } from "./cells/cells.js";
import type { CheckEntry } from "./checks/check.js";
import { CHECKS } from "./checks/checks.js";
import { embedded } from "./forwarder/embedded.js";
import type { ForwarderKind } from "./forwarder/forwarder-kind.js";
import { ndnd } from "./forwarder/ndnd.js";
import { runHosts } from "./hosts/run-hosts.js";
import { runLatency } from "./latency/run-latency.js";
import { matrixPage } from "./matrix/matrix-page.js";
import { outcomeOf, say } from "./matrix/outcome.js";
import { runMatrix } from "./matrix/run-matrix.js";
import { PEER_KINDS } from "./peer/peer-kinds.js";
import { runRecord } from "./record/run-record.js";
import { runTests } from "./run-tests.js";
import { selected } from "./selected.js";

const FORWARDERS: readonly ForwarderKind[] = [embedded, ndnd];
const PAGE = fileURLToPath(new URL("../MATRIX.md", import.meta.url));

/** Runs what is asked for and prints it. @returns whether nothing failed. */
export async function runInterop(asked: InteropArguments): Promise<boolean> {
  const forwarders = selected(FORWARDERS, asked.forwarders, "forwarder");
  const run: Readonly<Record<Section, () => Promise<boolean>>> = {
    matrix: () => runMatrixSection(asked, forwarders),
    transport: async () => (await runTests(["ndnd-"])).passed,
    hosts: runHosts,
    latency: () => runLatency(forwarders),
  };
  let good = true;
  for (const section of SECTIONS.filter((each) => asked.sections.includes(each))) {
    process.stdout.write(`\n== ${section}\n`);
    good = (await run[section]()) && good;
  }
  if (asked.record) {
    process.stdout.write("\n== record\n");
    good = (await runRecord(selected(PEER_KINDS, asked.peers, "peer"))) && good;
  }
  return good;
}

async function runMatrixSection(
  { peers }: InteropArguments,
  forwarders: readonly ForwarderKind[],
): Promise<boolean> {
  const kinds = selected(PEER_KINDS, peers, "peer");
  const everyPeer = kinds.length === PEER_KINDS.length;
  const entries = await runMatrix({
    kinds,
    forwarders,
    cells: CELLS,
    onEntry: ({ kind, forwarder, cell, outcome }, seconds) =>
      say(outcome, `${kind.id} ${forwarder.id} ${cell.id} (${seconds.toFixed(1)} s)`),
  });
  const checks = everyPeer ? await runChecks(forwarders) : [];
  const text = matrixPage(entries, checks);
  process.stdout.write(`\n${text}\n`);
  if (everyPeer && forwarders.length === FORWARDERS.length) {
    await writeFile(PAGE, text);
  }
  return [...entries, ...checks].every(({ outcome }) => outcome.is !== "failed");
}

async function runChecks(forwarders: readonly ForwarderKind[]): Promise<CheckEntry[]> {
  const entries: CheckEntry[] = [];
  for (const forwarder of forwarders) {
    for (const { title, run } of CHECKS) {
      const outcome = await outcomeOf(async () => {
        await using running = await forwarder.start();
        await run(running);
      });
      say(outcome, `${forwarder.id}: ${title}`);
      entries.push({ title, forwarder, outcome });
    }
  }
  return entries;
}
