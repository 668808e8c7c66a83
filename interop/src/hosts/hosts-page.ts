import { cpus } from "node:os";
import type { TaskMeta } from "vitest";
import type { Quantiles } from "../latency/quantiles.js";
import type { RelayOptions } from "./host-line.js";
import type { HostFigures } from "./measure-hosts.js";

/**
 * The figures as Markdown, with the machine they were measured on.
 * @param catchUps - what the tests of outages measured.
 */
export function hostsPage(
  { count, pause, lines }: HostFigures,
  catchUps: readonly NonNullable<TaskMeta["catchUp"]>[],
): string {
  const { model } = cpus()[0]!;
  return [
    "# Several hosts",
    "",
    "Made by `npm run interop -- --section hosts`. Three network namespaces in a line, each with an NDNd and a member",
    `of ours; the first publishes every ${pause} ms, the second is one hop away from it and the third two. "Known" is`,
    'from the call that publishes to the update event of the other member, "delivered" to its application\'s having',
    "the publication, checked and in order. The round trips beside them are of the same path in the same run: of a",
    "datagram that is sent back, and of an Interest and its Data between programs at the same forwarders, each tried",
    `${count} times and never again.`,
    "",
    `Node.js ${process.versions.node}, ${cpus().length} × ${model}. Milliseconds.`,
    "",
    ...lines.flatMap(({ relay, paths }) => [
      `## ${titleOf(relay)}`,
      "",
      "| | came | p50 | p90 | p99 | max |",
      "| --- | --: | --: | --: | --: | --: |",
      ...paths.flatMap(({ hops, datagram, interest, known, delivered }) => {
        const over = hops === 1 ? "one hop" : "two hops";
        return [
          row(`${over}: round trip of a datagram`, datagram, count),
          row(`${over}: round trip of an Interest and its Data`, interest, count),
          row(`${over}: publish to known`, known, count),
          row(`${over}: publish to delivered`, delivered, count),
        ];
      }),
      "",
    ]),
    "## After an outage of 30 s",
    "",
    "Every member publishes once a second while the first host is cut off, and nobody afterwards, so that the next",
    "periodic Sync Interest (30 s ± 10 %) is what brings them together. A cable that is unplugged costs NDNd its face:",
    "its routes are set again when the cable is back. A silence loses all packets without anyone's being told.",
    "",
    "| after | everything was read within |",
    "| --- | --: |",
    ...catchUps.map(({ what, seconds }) => `| ${what} | ${seconds.toFixed(1)} s |`),
    "",
  ].join("\n");
}

function titleOf(relay: RelayOptions | undefined): string {
  if (relay === undefined) {
    return "Cables alone";
  }
  const { delay, loss } = relay;
  const lost = loss === 0 ? "nothing lost" : `${loss * 100} % lost each way`;
  return `A relay on the first hop: ${delay} ms each way, ${lost}`;
}

function row(title: string, { count, p50, p90, p99, max }: Quantiles, of: number): string {
  const figures = [p50, p90, p99, max].map((value) => value.toFixed(2));
  return `| ${[title, `${count} of ${of}`, ...figures].join(" | ")} |`;
}
