import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { runOrThrow } from "../../tests/run-command.js";
import { ATTACKS } from "../src/attacks.js";
import { page, type Row } from "../src/report.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Claims that are so near to what an honest member may have done that they are believed. */
const BELIEVED: readonly string[] = [
  "a number three higher than was published",
  "900 000 numbers more for another member, each second for a minute",
  "a number one higher than Alice has published, after each of 100 publications",
  "a bootstrap time 1 s short of 23 h ahead for Alice, and a number one higher",
];

/** Two members, a heartbeat each half minute or an answer each suppression period, for two minutes. */
const SENT_MAX = 700;

/** In a process of its own: NDNts leaves exceptions uncaught. */
const program = ["-C", "@svs/source", "scripts/run.mjs", "hostile/src/main.ts", "--json"];

test("the hostile list: members of ours go on hearing each other, and NDNts' do what RESULTS.md says", async () => {
  const { stdout } = await runOrThrow(process.execPath, program, { cwd: root, timeout: 100_000 });
  const rows = JSON.parse(stdout) as Row[];
  expect(rows.map(({ attack }) => attack)).toEqual(ATTACKS.map(({ name }) => name));
  for (const { attack, ours } of rows) {
    expect({ attack, ...ours, strangeRows: 0, sent: 0 }).toEqual({
      attack,
      aliceHeard: true,
      bobHeard: true,
      believesLie: BELIEVED.includes(attack),
      uncaught: [],
      strangeRows: 0,
      sent: 0,
    });
    expect({ attack, fits: ours.strangeRows <= 300, sent: ours.sent < SENT_MAX }).toEqual({
      attack,
      fits: true,
      sent: true,
    });
  }
  expect(page(rows)).toBe(readFileSync(new URL("../RESULTS.md", import.meta.url), "utf8"));
}, 120_000);
