/** `npm run hostile`; README.md says what it does. */
import { writeFileSync } from "node:fs";
import process from "node:process";
import { parseArgs } from "node:util";
import { ATTACKS } from "./attacks.js";
import { ndnts } from "./ndnts.js";
import { ours } from "./ours.js";
import { page, type Row, summary } from "./report.js";
import { runAttack } from "./run-attack.js";

const USAGE = `Usage: npm run hostile -- [options]

Attacks two members of ours, and two of NDNts, in virtual time, and says what became of them.

  --write     keeps the table in hostile/RESULTS.md
  --json      prints what was seen as JSON, and nothing else
  -h, --help  this text
`;

const { values } = parseArgs({
  options: {
    write: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit();
}
const rows: Row[] = [];
for (const attack of ATTACKS) {
  const row = {
    attack: attack.name,
    ours: await runAttack(ours, attack),
    ndnts: await runAttack(ndnts, attack),
  };
  rows.push(row);
  if (!values.json) {
    const lines = [attack.name, `  @svs/core  ${summary(row.ours)}`, `  NDNts      ${summary(row.ndnts)}`];
    process.stdout.write(`${lines.join("\n")}\n`);
  }
}
if (values.json) {
  process.stdout.write(`${JSON.stringify(rows)}\n`);
}
if (values.write) {
  writeFileSync(new URL("../RESULTS.md", import.meta.url), page(rows));
}
// NDNts' members have no end of their own.
process.exit();
