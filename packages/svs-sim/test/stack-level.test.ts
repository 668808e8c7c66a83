import { describe, expect, it } from "vitest";
import { runMachines } from "../src/machine-level/run-machines.js";
import type { RunResult } from "../src/run-result.js";
import type { Scenario, Topology } from "../src/scenario.js";
import { runStack } from "../src/stack-level/run-stack.js";
import type { TraceEvent, TraceHeader } from "../src/trace.js";

const STEADY: Scenario = {
  name: "steady",
  members: 5,
  duration: 15_000,
  history: 1,
  delay: 30,
  publications: { pattern: "poisson", rate: 1, from: 2000, until: 12_000 },
};

async function traced(scenario: Scenario, seed: number): Promise<{ result: RunResult; trace: string }> {
  const lines: (TraceHeader | TraceEvent)[] = [];
  const result = await runStack(scenario, seed, { trace: (line) => lines.push(line) });
  return { result, trace: lines.map((line) => JSON.stringify(line)).join("\n") };
}

describe("a run of the whole stack", () => {
  it("depends on its seed alone", async () => {
    const everything: Scenario = {
      ...STEADY,
      loss: 0.1,
      jitter: 10,
      clocks: { skew: 5000, drift: 0.001 },
      partitions: [{ at: 4000, until: 8000 }],
      crashes: [{ member: 3, at: 5000, until: 9000, keepsState: false }],
    };
    const first = await traced(everything, 7);
    expect((await traced(everything, 7)).trace).toBe(first.trace);
    expect((await traced(everything, 8)).trace).not.toBe(first.trace);
  });

  it("publishes, knows and delivers, with the history left alone", async () => {
    const { publications, known, delivered, octets, suppressions } = await runStack(STEADY, 1);
    expect(publications).toBeGreaterThan(4);
    expect(known.values).toHaveLength(4 * publications);
    expect(known.values.every((latency) => Math.abs(latency - 30) < 1e-6)).toBe(true);
    expect(delivered!.values).toHaveLength(4 * publications);
    // The Sync Interest, the Interest and the Data cross the network one after the other.
    expect(Math.min(...delivered!.values)).toBeCloseTo(90, 6);
    expect(octets.data).toBeGreaterThan(100 * publications);
    expect(suppressions).toBeUndefined();
  });

  it("refuses an option that would be without effect", async () => {
    await expect(runStack({ ...STEADY, options: { tempo: 4 } as never }, 1)).rejects.toThrow(
      /options.tempo is a machine's/,
    );
  });

  it("publishes what the machine level publishes, at the same moments", async () => {
    const stack = await runStack(STEADY, 3);
    const machines = await runMachines(STEADY, 3);
    expect(stack.publications).toBe(machines.publications);
    // Repeats depend on chance, which is drawn in another order.
    expect(stack.sent.get("publication")).toBe(machines.sent.get("publication"));
  });

  it.each<Topology>([
    "star",
    "line",
    "ring",
    "mesh",
    {
      links: [
        [0, 1],
        [0, 2],
        [2, 3],
        [2, 4],
      ],
    },
  ])("%j: everybody gets everything", async (topology) => {
    const { publications, delivered } = await runStack({ ...STEADY, topology }, 1);
    expect(delivered!.values).toHaveLength(4 * publications);
  });

  it.each(["v2", "ndnd", "python", "python-0.2"] as const)("speaks %s", async (dialect) => {
    const { publications, delivered } = await runStack({ ...STEADY, dialect }, 1);
    expect(delivered!.values).toHaveLength(4 * publications);
  });

  it.each([true, false])(
    "recovers from a partition and from a crash; with state kept: %j",
    async (keepsState) => {
      const { known, delivered, recoveries } = await runStack(
        {
          ...STEADY,
          duration: 80_000,
          partitions: [
            {
              at: 4000,
              until: 8000,
              groups: [
                [0, 1],
                [2, 3, 4],
              ],
            },
          ],
          crashes: [{ member: 3, at: 5000, until: 9000, keepsState }],
        },
        1,
      );
      expect(known.never).toHaveLength(0);
      expect(delivered!.never).toHaveLength(0);
      expect(recoveries).toHaveLength(1);
    },
  );
});
