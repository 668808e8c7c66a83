import type { Catch, HuntResult } from "./hunt.js";

/** What a hunt came to, for a person. */
export function huntLines(result: HuntResult, from: number, seconds: number): string[] {
  const { seeds, packets, catches, marks, converged } = result;
  const at = (share: number): string =>
    ((converged[Math.min(converged.length - 1, Math.floor(share * converged.length))] ?? 0) / 1000).toFixed(
      1,
    );
  return [
    `Seeds ${from} to ${from + seeds - 1}, each twice: ${packets} packets, ${seconds.toFixed(0)} s.`,
    `From the end of all faults to agreement: median ${at(0.5)} s, p99 ${at(0.99)} s, at the most ${at(1)} s.`,
    "Reached:",
    ...[...marks.counts].map(([mark, count]) => `  ${String(count).padStart(8)}  ${mark}`),
    catches.length === 0 ? "No violation." : `${catches.length} violations:`,
  ];
}

/** One catch, with the command that repeats it. */
export function catchLines({ seed, message, plan }: Catch): string[] {
  return [
    "",
    message,
    `Repeat with: npm run hunt -- --from ${seed} --seeds 1`,
    ...plan.map((line) => `  ${line}`),
  ];
}
