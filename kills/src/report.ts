import type { KilledAt, KillsResult } from "./kills.js";

/** What the kills came to, for a person. */
export function killsLines(result: KillsResult, seconds: number): string[] {
  const { kills, byStep, both, announced, recovered, delivered, again, upAfter, violations } = result;
  const at = (share: number): string =>
    (upAfter[Math.min(upAfter.length - 1, Math.floor(share * upAfter.length))] ?? 0).toFixed(0);
  return [
    `${kills} kills of the writer and ${sum(byStep.reader)} of the reader, ${both} of them both at once, in ${seconds.toFixed(0)} s.`,
    "The writer was killed",
    ...countLines(byStep.writer),
    "The reader was killed",
    ...countLines(byStep.reader),
    `Publications: ${announced} announced, ${recovered} of them stored before a kill and announced after it;`,
    `  ${delivered} delivered, ${again} of them again after a kill.`,
    `From the start of a process until it was a member again: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms.`,
    violations.length === 0
      ? "No number had two contents, all that was announced is served, and all of it was delivered in order."
      : `Rules were broken ${violations.length} times:`,
    ...violations.slice(0, 20).map(({ rule, message }) => `  ${rule}: ${message}`),
  ];
}

function sum(counts: ReadonlyMap<KilledAt, number>): number {
  return [...counts.values()].reduce((all, count) => all + count, 0);
}

function countLines(counts: ReadonlyMap<KilledAt, number>): string[] {
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([step, count]) => `  ${String(count).padStart(5)}  ${step}`);
}
