import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SvsError } from "@svs/core";
import { DOMParser } from "@xmldom/xmldom";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readArguments } from "../src/arguments.js";
import { carryOut } from "../src/command.js";
import { Progress } from "../src/progress.js";

const SMALL = {
  name: "small",
  members: 5,
  duration: 30_000,
  delay: 30,
  loss: 0.2,
  publications: { pattern: "poisson", rate: 1, from: 2000, until: 15_000 },
  partitions: [{ at: 5000, until: 10_000 }],
};

let folder: string;
let scenario: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "svs-sim-"));
  scenario = join(folder, "small.json");
  writeFileSync(scenario, JSON.stringify(SMALL));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function command(...args: string[]): Promise<string> {
  const asked = readArguments(args);
  if (typeof asked === "string") {
    throw new Error(`nothing to run: ${asked}`);
  }
  let printed = "";
  const print = (text: string): void => {
    printed += text;
  };
  await carryOut(asked, {
    print,
    progress: new Progress(process.stderr),
    command: ["svs-sim", ...args].join(" "),
  });
  return printed;
}

const results = (): string => join(folder, "results");
const written = (name: string): string => readFileSync(join(results(), name), "utf8");

describe("svs-sim", () => {
  it("prints figures, the seed and the command that repeats them", async () => {
    const printed = await command(scenario, "--no-files", "--seed", "4");
    expect(printed).toContain("seed 4");
    expect(printed).toMatch(/publish to known, p99 +\d+ ms/);
    expect(printed).toContain(`Repeat with: svs-sim ${scenario} --no-files --seed 4\n`);
    expect(readdirSync(folder)).toEqual(["small.json"]);
  });

  it("prints the specified timers beside, and intervals over seeds", async () => {
    const printed = await command(scenario, "--no-files", "--seeds", "3", "--compare", "specified");
    expect(printed).toMatch(/\n +small +specified\n/);
    expect(printed).toMatch(/publish to known, mean +(≥ )?\d+ \[\d+, \d+\] ms +(≥ )?\d+ \[\d+, \d+\] ms/);
  });

  it("writes a trace of each run: a header, and events of known kinds in the order of time", async () => {
    await command(scenario, "--out", results(), "--seeds", "2");
    const [header, ...events] = written("small-2.jsonl")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(header).toEqual({ schema: "svs-sim-trace/1", level: "machine", seed: 2, scenario: SMALL });
    const fields: Record<string, string[]> = {
      join: ["m"],
      cut: [],
      mend: [],
      end: [],
      publish: ["m", "boot", "seq"],
      know: ["m", "of", "boot", "low", "high"],
      send: ["m", "cause", "octets"],
      phase: ["m", "suppression"],
      drop: ["m", "reason"],
    };
    let last = 0;
    for (const event of events) {
      expect(Object.keys(event)).toEqual(["t", "e", ...fields[event.e]!]);
      expect(event.t).toBeGreaterThanOrEqual(last);
      last = event.t;
    }
    expect(events.at(-1)).toEqual({ t: 30_000, e: "end" });
  });

  it("writes a summary, one figure a line", async () => {
    await command(scenario, "--out", results(), "--seeds", "2", "--compare", "specified");
    const [header, ...lines] = written("summary.csv").trimEnd().split("\n");
    expect(header).toBe("variant,seeds,level,figure,unit,value,low,high,is_bound");
    for (const line of lines) {
      expect(line).toMatch(
        /^(small|specified),2,machine,("[^"]+"|[^",]+),[^,]*,[\d.]*,[\d.]*,[\d.]*,(true|false)$/,
      );
    }
    expect(lines.some((line) => line.startsWith('small,2,machine,"publish to known, p99",ms,'))).toBe(true);
  });

  it("draws charts that are well-formed, each with what it is about", async () => {
    await command(
      scenario,
      "--level",
      "stack",
      "--out",
      results(),
      "--plot",
      "--sweep",
      "members=4,6",
      "--compare",
      "specified",
    );
    const charts = readdirSync(results()).filter((file) => file.endsWith(".svg"));
    expect(charts).toEqual([
      "delivered-against-members.svg",
      "known-against-members.svg",
      "latency-delivered.svg",
      "latency-known.svg",
      "octets.svg",
      "recovery.svg",
      "sync-interests.svg",
    ]);
    for (const chart of charts) {
      const onError = (level: string, message: string): never => {
        throw new Error(`${chart}: ${level}: ${message}`);
      };
      const document = new DOMParser({ onError }).parseFromString(written(chart), "image/svg+xml");
      expect(document.documentElement?.tagName).toBe("svg");
      expect(written(chart)).not.toMatch(/NaN|undefined|Infinity/);
    }
    expect(written("latency-known.svg")).toContain("members 4, specified");
  });

  it("draws the share suppressed, which machines show", async () => {
    await command(scenario, "--out", results(), "--plot");
    expect(written("suppressed.svg")).toContain("Replies suppressed");
  });

  it("takes a scenario from a module", async () => {
    const file = join(folder, "module.mjs");
    writeFileSync(file, `export default ${JSON.stringify({ ...SMALL, name: "module" })};`);
    expect(await command(file, "--no-files")).toContain("module");
  });

  it.each([
    [[], "Name one scenario, and not 0: svs-sim --list names those that come along."],
    [["quiet", "lossy"], "Name one scenario, and not 2: svs-sim --list names those that come along."],
    [["quiet", "--level", "wire"], "--level must be machine or stack, and is wire."],
    [["quiet", "--compare", "mine"], "--compare must be specified, and is mine."],
    [["quiet", "--seeds", "0"], "--seeds must be a whole number from 1, and is 0."],
    [["quiet", "--set", "loss"], "--set must be as in --set loss=0.1, and is loss."],
    [["quiet", "--no-files", "--plot"], "--no-files goes with none of --out, --plot and --pcap."],
    [["quiet", "--sweep", "loss=0,7"], "The scenario's loss must be from 0 to 1, and is 7."],
    [
      ["/nowhere.json"],
      "The scenario /nowhere.json cannot be read: Error: ENOENT: no such file or directory, open '/nowhere.json'",
    ],
  ])("%j is refused with a sentence", async (args, sentence) => {
    await expect(command(...args)).rejects.toThrow(new SvsError("invalid-argument", sentence));
  });

  it("says what it cannot write", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    await expect(command("quiet", "--out", join(file, "below"))).rejects.toThrow(
      /^Nothing can be written to .*below: ENOTDIR/,
    );
  });
});
