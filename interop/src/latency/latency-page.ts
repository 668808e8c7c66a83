import { cpus } from "node:os";
import type { ForwarderKind } from "../forwarder/forwarder-kind.js";
import type { LatencyRow } from "./measure-latency.js";

/** What was measured at one forwarder, with vectors of one size. */
export interface LatencyTable {
  readonly forwarder: ForwarderKind;
  /** Rows of the state vectors beside the writer's. */
  readonly rows: number;
  readonly contestants: readonly LatencyRow[];
}

/** The latency tables as Markdown, with the machine they were measured on. */
export function latencyPage(tables: readonly LatencyTable[]): string {
  const { model } = cpus()[0]!;
  return [
    "# How long until the others know",
    "",
    "Made by `npm run interop -- --section latency`. Two members of an implementation, each a process of its own,",
    "at one forwarder; one raises its sequence number every 10 ms, and the clock runs from that call to the",
    "callback of the other. Pure sync everywhere: no publication is stored, signed or fetched, and every Sync",
    "Interest is signed with a digest. The implementations take turns in rounds of 50.",
    "",
    `Node.js ${process.versions.node}, ${cpus().length} × ${model}. Milliseconds.`,
    "",
    ...tables.flatMap(({ forwarder, rows, contestants }) => [
      `## Through the ${forwarder.title}, ${rows === 0 ? "two members" : `${rows} more in the vector`}`,
      "",
      "| | n | p50 | p90 | p99 | max |",
      "| --- | --: | --: | --: | --: | --: |",
      ...contestants.map(({ title, known: { count, p50, p90, p99, max } }) => {
        const figures = [p50, p90, p99, max].map((value) => value.toFixed(2));
        return `| ${[title, count, ...figures].join(" | ")} |`;
      }),
      "",
    ]),
  ].join("\n");
}
