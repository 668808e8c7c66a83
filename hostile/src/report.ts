import type { Outcome } from "./run-attack.js";

/** What an attack did to each implementation. */
export interface Row {
  readonly attack: string;
  readonly ours: Outcome;
  readonly ndnts: Outcome;
}

/** In a few words, the worst first. */
export function summary({ aliceHeard, bobHeard, believesLie, strangeRows, sent, uncaught }: Outcome): string {
  const deaf = aliceHeard && bobHeard ? "both heard" : `**not heard: ${lost(aliceHeard, bobHeard)}**`;
  const [error] = uncaught;
  return [
    ...(error === undefined ? [] : [`**uncaught: ${error}**`]),
    deaf,
    ...(believesLie ? ["believed"] : []),
    ...(strangeRows > 0 ? [`${strangeRows} strange ${strangeRows === 1 ? "row" : "rows"}`] : []),
    `${sent} Sync Interests`,
  ].join("; ");
}

/** The page that `npm run hostile -- --write` keeps. */
export function page(rows: readonly Row[]): string {
  return [
    "# What the hostile list does",
    "",
    "Written by `npm run hostile -- --write`; [the README](README.md) says what the words mean.",
    "",
    "| attack | @svs/core | NDNts' `SvSync`, version 3, 0.0.20250307 |",
    "|---|---|---|",
    ...rows.map(({ attack, ours, ndnts }) => `| ${attack} | ${summary(ours)} | ${summary(ndnts)} |`),
    "",
  ].join("\n");
}

function lost(aliceHeard: boolean, bobHeard: boolean): string {
  return [...(aliceHeard ? [] : ["Alice"]), ...(bobHeard ? [] : ["Bob"])].join(", ");
}
