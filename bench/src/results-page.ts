import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, platform, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { type Figure, markdownTable, type Titles } from "./report.js";

const PAGE = fileURLToPath(new URL("../RESULTS.md", import.meta.url));

const HEAD = `# Measured

Made by \`npm run bench -- --page\`; with \`--only PART\` the other parts stay as they were. [README.md](README.md) says
what each figure is.
`;

/** One part's figures. */
export interface Section {
  readonly part: string;
  readonly titles: Titles;
  readonly figures: readonly Figure[];
}

/** Writes these sections into RESULTS.md, each with the machine it was measured on. */
export function writePage(sections: readonly Section[]): void {
  const texts = readSections();
  for (const { part, titles, figures } of sections) {
    texts.set(part, `${machine()}\n\n${markdownTable(figures, titles)}`);
  }
  const parts = [...texts].sort(([a], [b]) => a.localeCompare(b));
  writeFileSync(PAGE, [HEAD, ...parts.map(([part, text]) => `## ${part}\n\n${text}\n`)].join("\n"));
}

/** What the page has, by part. */
function readSections(): Map<string, string> {
  const page = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "";
  const sections = page.split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => {
      const end = section.indexOf("\n");
      return [section.slice(0, end), section.slice(end).trim()];
    }),
  );
}

function machine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = loadavg()[1]!.toFixed(1);
  return (
    `Node.js ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}, ${memory} GiB, ` +
    `${platform()}; load of the machine over the last five minutes ${load}.`
  );
}
