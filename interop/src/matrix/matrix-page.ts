import type { Cell } from "../cells/cell.js";
import type { CheckEntry } from "../checks/check.js";
import type { ForwarderKind } from "../forwarder/forwarder-kind.js";
import type { PeerKind } from "../peer/peer-kind.js";
import type { Entry } from "./entry.js";
import type { Outcome } from "./outcome.js";

const MARKS: Readonly<Record<Outcome["is"], string>> = {
  passed: "✓",
  failed: "✗",
  "not-run": "not run",
  "not-for": "–",
};

/**
 * The matrix as Markdown: a table for each forwarder, a row for each kind of peer, and beneath them why
 * cells are empty; then the checks. Nothing in it differs between two runs with the same outcomes.
 */
export function matrixPage(entries: readonly Entry[], checks: readonly CheckEntry[]): string {
  const forwarders = distinct(entries.map(({ forwarder }) => forwarder));
  const tables = forwarders.map((forwarder) => {
    const ofForwarder = entries.filter((entry) => entry.forwarder === forwarder);
    return `## Through the ${forwarder.title}\n\n${table(forwarder, ofForwarder)}\n`;
  });
  return [
    "# Members of other implementations, and ours",
    "",
    "Made by `npm run interop`; [README.md](README.md) says how. Every member is a process of its own, killed",
    "with SIGKILL where a cell says that it restarts.",
    "",
    "✓ it works; ✗ it does not; – there is no such thing with this implementation; *not run*: it could not be",
    "tried where this page was made.",
    "",
    ...tables,
    ...(checks.length > 0 ? [`## Other programs\n\n${checkTable(checks)}\n`] : []),
    ...footnotes(entries, checks),
  ].join("\n");
}

function checkTable(checks: readonly CheckEntry[]): string {
  const forwarders = distinct(checks.map(({ forwarder }) => forwarder));
  return [
    row(["", ...forwarders.map(({ title }) => title)]),
    row(["---", ...forwarders.map(() => ":-:")]),
    ...distinct(checks.map(({ title }) => title)).map((title) =>
      row([
        title,
        ...forwarders.map((forwarder) => {
          const entry = checks.find((each) => each.title === title && each.forwarder === forwarder);
          return entry ? MARKS[entry.outcome.is] : "";
        }),
      ]),
    ),
  ].join("\n");
}

function table(forwarder: ForwarderKind, entries: readonly Entry[]): string {
  const cells = distinct(entries.map(({ cell }) => cell));
  const kinds = distinct(entries.map(({ kind }) => kind));
  const mark = (kind: PeerKind, cell: Cell): string => {
    const entry = entries.find((each) => each.kind === kind && each.cell === cell);
    return entry ? MARKS[entry.outcome.is] : "";
  };
  return [
    row(["", ...cells.map(({ title }) => title)]),
    row(["---", ...cells.map(() => ":-:")]),
    ...kinds.map((kind) => row([kind.title, ...cells.map((cell) => mark(kind, cell))])),
    "",
    `Our member speaks ${distinct(kinds.map(({ dialect }) => `\`${dialect.name}\``)).join(", ")}, as its row needs, through ${forwarder.id}.`,
  ].join("\n");
}

/** Each reason once, with where it holds. */
function footnotes(entries: readonly Entry[], checks: readonly CheckEntry[]): string[] {
  const places = new Map<string, string[]>();
  for (const { title, forwarder, outcome } of checks) {
    if ("why" in outcome) {
      const why = outcome.why.split("\n", 1)[0]!;
      places.set(why, [...(places.get(why) ?? []), `${title}, ${forwarder.id}`]);
    }
  }
  for (const { kind, cell, forwarder, outcome } of entries) {
    if (outcome.is === "failed" || outcome.is === "not-run") {
      const why = outcome.why.split("\n", 1)[0]!;
      const place = `${kind.id}, ${forwarder.id}${outcome.is === "failed" ? `, ${cell.id}` : ""}`;
      places.set(why, [...new Set([...(places.get(why) ?? []), place])]);
    } else if (outcome.is === "not-for") {
      const why = `${cell.title}: ${outcome.why}`;
      places.set(why, [...new Set([...(places.get(why) ?? []), kind.id])]);
    }
  }
  return places.size === 0
    ? []
    : ["## Why not", "", ...Array.from(places, ([why, where]) => `- ${why} (${where.join("; ")})`), ""];
}

function row(columns: readonly string[]): string {
  return `| ${columns.join(" | ")} |`;
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
