import { writeFile } from "node:fs/promises";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { ForwarderKind } from "../forwarder/forwarder-kind.js";
import { NotInstalled } from "../not-installed.js";
import { goProgram, ndntsProgram } from "../peer/foreign-programs.js";
import { ourProgram } from "../peer/ours.js";
import { type LatencyTable, latencyPage } from "./latency-page.js";
import { type Contestant, measureLatency } from "./measure-latency.js";

const PAGE = fileURLToPath(new URL("../../LATENCY.md", import.meta.url));

/** Rows in the vectors beside the writer's: a conversation, and what nearly fills a packet. */
const SIZES = [0, 200];

/** Measures at each forwarder and writes LATENCY.md. @returns whether it could. */
export async function runLatency(forwarders: readonly ForwarderKind[]): Promise<boolean> {
  const tables: LatencyTable[] = [];
  try {
    const contestants: readonly Contestant[] = [
      { title: "ours", program: await ourProgram("pure-sync") },
      { title: "NDNts, SvSync in version 3", program: await ndntsProgram("--class", "v3") },
      { title: "NDNd, SvSync", program: await goProgram("member", "--class", "SvSync") },
    ];
    for (const forwarder of forwarders) {
      for (const rows of SIZES) {
        await using running = await forwarder.start();
        tables.push({ forwarder, rows, contestants: await measureLatency(contestants, running, rows) });
      }
    }
  } catch (error) {
    if (!(error instanceof NotInstalled)) {
      throw error;
    }
    process.stdout.write(`Not measured: ${error.message}\n`);
    const { SVS_PEERS } = process.env;
    return SVS_PEERS !== "required";
  }
  const page = latencyPage(tables);
  process.stdout.write(`\n${page}`);
  await writeFile(PAGE, page);
  return true;
}
