import { describe, expect, it } from "vitest";
import { runMachines } from "../src/machine-level/run-machines.js";
import type { RunResult } from "../src/run-result.js";
import type { Scenario, Topology } from "../src/scenario.js";
import type { TraceEvent, TraceHeader } from "../src/trace.js";

const STEADY: Scenario = {
  name: "steady",
  members: 8,
  duration: 20_000,
  history: 1,
  delay: 30,
  publications: { pattern: "poisson", rate: 2, from: 2000, until: 15_000 },
};

async function traced(scenario: Scenario, seed: number): Promise<{ result: RunResult; trace: string }> {
  const lines: (TraceHeader | TraceEvent)[] = [];
  const result = await runMachines(scenario, seed, { trace: (line) => lines.push(line) });
  return { result, trace: lines.map((line) => JSON.stringify(line)).join("\n") };
}

describe("a run at machine level", () => {
  it("depends on its seed alone", async () => {
    const everything: Scenario = {
      ...STEADY,
      loss: 0.2,
      jitter: 10,
      clocks: { skew: 5000, drift: 0.001 },
      partitions: [{ at: 4000, until: 8000 }],
      crashes: [{ member: 3, at: 5000, until: 9000, keepsState: false }],
    };
    const first = await traced(everything, 7);
    expect((await traced(everything, 7)).trace).toBe(first.trace);
    expect((await traced(everything, 8)).trace).not.toBe(first.trace);
  });

  it("without loss: everybody knows after the delay, by one Sync Interest for each publication", async () => {
    const { publications, known, sent } = await runMachines(STEADY, 1);
    expect(publications).toBeGreaterThan(15);
    expect(known.values).toHaveLength(7 * publications);
    expect(known.never).toHaveLength(0);
    for (const latency of known.values) {
      expect(latency).toBeCloseTo(30, 6);
    }
    expect(sent.get("publication")).toBe(publications);
  });

  it("each who hears it loses a packet on its own", async () => {
    const once: Scenario = { ...STEADY, loss: 0.2, publications: { pattern: "once", at: 5000 } };
    let late = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const { known } = await runMachines(once, seed);
      late += known.values.filter((latency) => latency > 31).length + known.never.length;
    }
    expect(late / 700).toBeGreaterThan(0.15);
    expect(late / 700).toBeLessThan(0.25);
  });

  it("a wrong wall clock changes bootstrap times, and a fast clock moves timers", async () => {
    const scenario: Scenario = {
      ...STEADY,
      duration: 60_000,
      publications: { pattern: "once", at: 9000, by: 2 },
      crashes: [{ member: 2, at: 5000, until: 7000, keepsState: false }],
    };
    const boots = async (clocks: Scenario["clocks"]): Promise<string[] | null> =>
      (await traced({ ...scenario, clocks }, 1)).trace.match(/"e":"publish"[^}]*"boot":\d+/g);
    expect(await boots({ skew: 100_000 })).not.toEqual(await boots(undefined));

    const periodic = async (clocks: Scenario["clocks"]): Promise<number> =>
      JSON.parse((await traced({ ...scenario, clocks }, 1)).trace.match(/{[^}]*"cause":"periodic"[^}]*}/)![0])
        .t;
    expect(await periodic({ drift: 0.2 })).not.toBe(await periodic(undefined));
  });

  it("counts those who never knew, with how long was waited", async () => {
    const deaf: Scenario = { ...STEADY, partitions: [{ at: 1000, groups: [[0], [1, 2, 3, 4, 5, 6, 7]] }] };
    const { publications, known } = await runMachines(
      { ...deaf, publications: { pattern: "once", at: 5000, by: 0 } },
      1,
    );
    expect(publications).toBe(1);
    expect(known.values).toHaveLength(0);
    expect([...known.never]).toEqual(new Array(7).fill(15_000));
  });

  it("leaves out who crashed and never came back", async () => {
    const { publications, known } = await runMachines({ ...STEADY, crashes: [{ member: 7, at: 1500 }] }, 1);
    expect(known.values.length + known.never.length).toBeLessThanOrEqual(7 * publications);
    expect(known.never).toHaveLength(0);
  });

  it.each<Topology>([
    "medium",
    "star",
    "line",
    "ring",
    "mesh",
    {
      links: [
        [0, 1],
        [1, 2],
        [1, 3],
        [3, 4],
        [4, 5],
        [5, 6],
        [6, 7],
      ],
    },
  ])("%j: everybody hears everybody", async (topology) => {
    const { known, publications } = await runMachines({ ...STEADY, topology }, 1);
    expect(known.never).toHaveLength(0);
    expect(known.values).toHaveLength(7 * publications);
  });

  it("a star's packets cross two links, a line's as many as there are between", async () => {
    const longest = async (topology: Topology): Promise<number> =>
      Math.max(...(await runMachines({ ...STEADY, topology }, 1)).known.values);
    expect(await longest("star")).toBeCloseTo(60, 6);
    expect(await longest("line")).toBeCloseTo(7 * 30, 6);
    expect(await longest("mesh")).toBeCloseTo(30, 6);
  });

  it.each(["v3", "v2", "ndnd", "python", "python-0.2"] as const)("speaks %s", async (dialect) => {
    const { known, octets } = await runMachines({ ...STEADY, dialect }, 1);
    expect(known.never).toHaveLength(0);
    expect(octets.syncInterests).toBeGreaterThan(0);
  });

  it("a partition keeps its sides apart, and its end lets them recover", async () => {
    const scenario: Scenario = {
      ...STEADY,
      duration: 60_000,
      partitions: [
        {
          at: 1500,
          until: 15_000,
          groups: [
            [0, 1, 2],
            [3, 4, 5, 6, 7],
          ],
        },
      ],
    };
    const { known, recoveries } = await runMachines(scenario, 1);
    expect(known.never).toHaveLength(0);
    expect(recoveries).toHaveLength(1);
    expect(recoveries[0]!.at).toBe(15_000);
    expect(recoveries[0]!.missing.values.length).toBeGreaterThan(0);
    expect(Math.min(...recoveries[0]!.missing.values)).toBeGreaterThan(0);
  });

  it("tells who had not recovered when the run ended, and how long was waited", async () => {
    const scenario: Scenario = {
      ...STEADY,
      options: { quietRepair: false },
      duration: 15_500,
      partitions: [
        {
          at: 1500,
          until: 15_000,
          groups: [
            [0, 1, 2],
            [3, 4, 5, 6, 7],
          ],
        },
      ],
    };
    const [recovery] = (await runMachines(scenario, 1)).recoveries;
    expect(recovery!.missing.never.length).toBeGreaterThan(0);
    expect(new Set(recovery!.missing.never)).toEqual(new Set([500]));
  });

  it("one way, a group hears those after it that do not hear it", async () => {
    const once = (by: number): Scenario => ({
      ...STEADY,
      publications: { pattern: "once", at: 5000, by },
      partitions: [
        {
          at: 1500,
          groups: [
            [0, 1],
            [2, 3, 4, 5, 6, 7],
          ],
          oneWay: true,
        },
      ],
    });
    expect((await runMachines(once(0), 1)).known.values).toHaveLength(1);
    expect((await runMachines(once(5), 1)).known.values).toHaveLength(7);
  });

  it("who comes back without state numbers under a new bootstrap time, and learns all again", async () => {
    const scenario: Scenario = {
      ...STEADY,
      publications: [
        { pattern: "once", at: 3000, by: 2, count: 3 },
        { pattern: "once", at: 9000, by: 2 },
      ],
      crashes: [{ member: 2, at: 5000, until: 7000, keepsState: false }],
    };
    const { trace } = await traced(scenario, 1);
    const events = trace.split("\n").map((line) => JSON.parse(line) as TraceEvent);
    const published = events.flatMap((event) => (event.e === "publish" ? [[event.boot, event.seq]] : []));
    expect(published.map(([, seq]) => seq)).toEqual([2, 3, 4, 1]);
    expect(published[3]![0]).toBeGreaterThan(published[0]![0]!);
    expect(
      events.some((event) => event.e === "know" && event.m === 2 && event.of === 2 && event.high === 4),
    ).toBe(true);
  });

  it("who comes back with state goes on with its numbers", async () => {
    const scenario: Scenario = {
      ...STEADY,
      publications: [
        { pattern: "once", at: 3000, by: 2, count: 3 },
        { pattern: "once", at: 9000, by: 2 },
      ],
      crashes: [{ member: 2, at: 5000, until: 7000 }],
    };
    const { trace } = await traced(scenario, 1);
    expect(trace.match(/"e":"publish"[^}]*"seq":\d+/g)?.map((line) => line.split(":").at(-1))).toEqual([
      "2",
      "3",
      "4",
      "5",
    ]);
  });

  it("tells how many answer one outdated vector", async () => {
    const { repairs, suppressions, sent } = await runMachines(
      {
        name: "repair",
        members: 20,
        duration: 40_000,
        delay: 30,
        publications: { pattern: "once", at: 10_000 },
        crashes: [{ member: 1, at: 9000, until: 25_000 }],
      },
      1,
    );
    expect(repairs).toHaveLength(1);
    expect(repairs![0]).toBe(sent.get("suppression"));
    expect(repairs![0]).toBeGreaterThanOrEqual(1);
    expect(suppressions).toBeGreaterThanOrEqual(18);
  });
});
