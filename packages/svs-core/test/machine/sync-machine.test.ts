import { pythonForm, StateVector, type VectorForm, v2Form } from "@svs/tlv";
import { describe, expect, test } from "vitest";
import { SyncMachine } from "../../src/machine/sync-machine.js";
import type { Effect, Input, MachineOptions, Now } from "../../src/machine/types.js";
import { SvsError } from "../../src/svs-error.js";
import { encodeVector, formatVector, nodeOf } from "./notation.js";

const A = nodeOf("A");
const DIGEST = new Uint8Array(32);

function at(monotonic: number): Now {
  return { monotonic, wall: 1_736_300_000_000 + monotonic };
}

/** A machine that does what is specified, and no more. */
function make(options: Partial<MachineOptions> = {}): SyncMachine {
  return new SyncMachine({ random: () => 0.5, quietRepair: false, adaptiveTimers: false, ...options });
}

function published(seqNo: number, bootstrapTime = 0, node = A): Input {
  return { type: "published", node, bootstrapTime, seqNo };
}

function received(id: number, vector: string, digest = DIGEST): Input {
  return { type: "received", vector: { id, octets: encodeVector(vector), digest } };
}

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** All that an owner can see of a machine. */
function stateOf(machine: SyncMachine): unknown {
  const { deadline, phase, owed, vector } = machine;
  return { deadline, phase, owed, vector: formatVector(vector) };
}

describe("misuse throws before anything changed", () => {
  /** A machine that signs #1 and verifies packet 7. */
  function busy(): SyncMachine {
    const machine = make({ initial: encodeVector("[A=3 B=5]") });
    machine.step(at(100), { type: "link-up" });
    machine.step(at(100), received(7, "[A=3 B=6]"));
    return machine;
  }

  test.each<[string, Now, Input]>([
    ["a number that was given out", at(200), published(3)],
    ["a number below", at(200), published(2)],
    ["number 0 of a new row", at(200), published(0, 1)],
    ["a fraction of a number", at(200), published(4.5)],
    ["a number above 2^53-1", at(200), published(2 ** 53)],
    ["a negative bootstrap time", at(200), published(4, -1)],
    ["a fraction of a bootstrap time", at(200), published(4, 0.5)],
    ["a node that is no name", at(200), published(4, 0, Uint8Array.of(8, 2, 65))],
    ["a signature that was not asked for", at(200), { type: "signed", id: 2 }],
    ["a failure that was not asked for", at(200), { type: "sign-failed", id: 0 }],
    ["a verification that was not asked for", at(200), { type: "verified", id: 8, ok: true }],
    ["an id that is in use", at(200), received(7, "[]", DIGEST.with(0, 1))],
    ["a digest of 31 octets", at(200), received(8, "[]", DIGEST.subarray(1))],
    ["a monotonic clock that goes back", at(99), { type: "announce" }],
    ["no monotonic time", { monotonic: Number.NaN, wall: 0 }, { type: "announce" }],
    ["the end of time", { monotonic: Number.POSITIVE_INFINITY, wall: 0 }, { type: "announce" }],
    ["no wall time", { monotonic: 200, wall: Number.NaN }, { type: "announce" }],
  ])("%s", (_, now, input) => {
    const machine = busy();
    const before = stateOf(machine);
    const error = thrownBy(() => machine.step(now, input));
    expect(SvsError.is(error, "invalid-argument")).toBe(true);
    expect(stateOf(machine)).toEqual(before);
    // And the machine still works.
    expect(machine.step(at(300), { type: "verified", id: 7, ok: true })).toHaveLength(1);
    expect(machine.step(at(300), { type: "signed", id: 1 })).toEqual([
      { type: "send", id: 1, cause: "link-up" },
    ]);
  });

  test("every answer is taken once", () => {
    const machine = busy();
    machine.step(at(200), { type: "signed", id: 1 });
    machine.step(at(200), { type: "verified", id: 7, ok: false });
    for (const again of [
      { type: "signed", id: 1 },
      { type: "sign-failed", id: 1 },
      { type: "verified", id: 7, ok: true },
    ] as const) {
      expect(
        SvsError.is(
          thrownBy(() => machine.step(at(200), again)),
          "invalid-argument",
        ),
      ).toBe(true);
    }
    expect(formatVector(machine.vector)).toBe("[A=3 B=5]");
  });

  test("a bootstrap time in a form that has none", () => {
    for (const form of [v2Form, pythonForm]) {
      const machine = make({ form });
      expect(
        SvsError.is(
          thrownBy(() => machine.step(at(0), published(1, 7))),
          "invalid-argument",
        ),
      ).toBe(true);
      expect(machine.vector.size).toBe(0);
    }
  });
});

describe("options", () => {
  test.each<[string, Partial<MachineOptions>]>([
    ["timers.periodic", { timers: { periodic: 0 } }],
    ["timers.periodic", { timers: { periodic: Number.POSITIVE_INFINITY } }],
    ["timers.periodicJitter", { timers: { periodicJitter: -0.1 } }],
    ["timers.periodicJitter", { timers: { periodicJitter: 1 } }],
    ["timers.suppression", { timers: { suppression: 0 } }],
    ["timers.suppression", { timers: { suppression: Number.NaN } }],
    ["timers.suppressionDecay", { timers: { suppressionDecay: 0 } }],
    ["form", { form: "v3" as unknown as VectorForm }],
    ["limits.verifyMax", { limits: { verifyMax: 0 } }],
    ["limits.verifyMax", { limits: { verifyMax: 1.5 } }],
    ["limits.digestMax", { limits: { digestMax: -1 } }],
    ["limits.answerAgainAfter", { limits: { answerAgainAfter: Number.NaN } }],
    ["limits.vectorSizeMax", { limits: { vectorSizeMax: -1 } }],
    ["limits.vectorSizeMax", { limits: { vectorSizeMax: Number.NaN } }],
    ["limits.ownVectorSizeMax", { limits: { ownVectorSizeMax: 0.5 } }],
    ["limits.nameSizeMax", { limits: { nameSizeMax: -1 } }],
    ["limits.newRowsSizeMax", { limits: { newRowsSizeMax: -1 } }],
    ["limits.newRowsPeriod", { limits: { newRowsPeriod: 0 } }],
    ["limits.jumpMax", { limits: { jumpMax: 0 } }],
    ["limits.jumpRate", { limits: { jumpRate: Number.POSITIVE_INFINITY } }],
    ["limits.jumpWitnesses", { limits: { jumpWitnesses: 0 } }],
    ["limits.quarantineMax", { limits: { quarantineMax: 0 } }],
    ["limits.bootstrapAheadMax", { limits: { bootstrapAheadMax: Number.NaN } }],
    ["limits.bootstrapAgeMax", { limits: { bootstrapAgeMax: -1 } }],
    ["initial", { initial: Uint8Array.of(1, 2, 3) }],
    ["initial", { initial: encodeVector("[A@7=1]"), form: v2Form }],
  ])("%s is refused by name: %j", (option, options) => {
    const error = thrownBy(() => make(options));
    expect(SvsError.is(error, "invalid-argument")).toBe(true);
    expect(String(error)).toContain(`Option ${option} `);
  });

  test("initial may be a vector without bootstrap times in the forms that have none", () => {
    expect(formatVector(make({ initial: encodeVector("[A=1]"), form: v2Form }).vector)).toBe("[A=1]");
  });

  test("by default 16 vectors are verified at a time", () => {
    const machine = make();
    for (let id = 1; id <= 16; id++) {
      expect(machine.step(at(0), received(id, "[]", DIGEST.with(0, id)))).toEqual([{ type: "verify", id }]);
    }
    expect(machine.step(at(0), received(17, "[]", DIGEST.with(0, 17)))).toEqual([
      { type: "drop", id: 17, reason: "verify-queue-full" },
    ]);
  });

  test("by default 64 digests are remembered", () => {
    const machine = make();
    for (let id = 1; id <= 64; id++) {
      machine.step(at(0), received(id, "[]", DIGEST.with(0, id)));
      machine.step(at(0), { type: "verified", id, ok: true });
    }
    expect(machine.step(at(0), received(101, "[]", DIGEST.with(0, 1)))).toEqual([]);
    machine.step(at(0), received(65, "[]", DIGEST.with(0, 65)));
    machine.step(at(0), { type: "verified", id: 65, ok: true });
    expect(machine.step(at(0), received(102, "[]", DIGEST.with(0, 1)))).toEqual([
      { type: "verify", id: 102 },
    ]);
  });

  test("by default a vector of 8 800 octets is accepted, and no larger one", () => {
    const machine = make();
    const sized = (id: number, size: number): Input => {
      return { type: "received", vector: { id, octets: new Uint8Array(size), digest: DIGEST } };
    };
    expect(machine.step(at(0), sized(1, 8800))).toEqual([{ type: "verify", id: 1 }]);
    expect(machine.step(at(0), sized(2, 8801))).toEqual([{ type: "drop", id: 2, reason: "oversized" }]);
  });

  test("vectorSizeMax may be unlimited", () => {
    const machine = make({ limits: { vectorSizeMax: Number.POSITIVE_INFINITY } });
    const vector = `[${Array.from({ length: 1000 }, (_, i) => `n${i}=1`).join(" ")}]`;
    expect(machine.step(at(0), received(1, vector))).toEqual([{ type: "verify", id: 1 }]);
    machine.step(at(0), { type: "verified", id: 1, ok: true });
    expect(machine.vector.size).toBe(1000);
  });

  test.each([-0.1, 1, Number.NaN])("a generator that gives %d is refused loudly", (number) => {
    const machine = make({ random: () => number });
    const error = thrownBy(() => machine.step(at(0), { type: "link-up" }));
    expect(SvsError.is(error, "invalid-argument")).toBe(true);
  });
});

describe("section 4.1, timers", () => {
  function periodicTimeout(u: number, options: Partial<MachineOptions> = {}): number {
    const machine = make({ ...options, random: () => u });
    machine.step(at(1000), { type: "link-up" });
    return machine.deadline! - 1000;
  }

  function suppressionTimeout(u: number, options: Partial<MachineOptions> = {}): number {
    const machine = make({ ...options, initial: encodeVector("[A=1]"), random: () => u });
    machine.step(at(1000), { type: "link-up" });
    machine.step(at(1000), received(1, "[]"));
    machine.step(at(1000), { type: "verified", id: 1, ok: true });
    expect(machine.phase).toBe("suppression");
    return machine.deadline! - 1000;
  }

  // Worked out apart from the code.
  test.each([
    [0, 27_000],
    [0.25, 28_500],
    [0.5, 30_000],
    [0.75, 31_500],
  ])("PeriodicTimeout of %d", (u, expected) => {
    expect(periodicTimeout(u)).toBeCloseTo(expected, 6);
  });

  test.each([
    [0, 199.990_92],
    [0.5, 198.652_41],
    [0.9, 126.424_11],
    [0.99, 19.032_52],
    [1 - 2 ** -53, 0],
  ])("SuppressionTimeout of %d", (u, expected) => {
    expect(suppressionTimeout(u)).toBeCloseTo(expected, 4);
  });

  test("PeriodicTimeout is uniform", () => {
    const draws = Array.from({ length: 1000 }, (_, i) => periodicTimeout((i + 0.5) / 1000));
    for (let decile = 0; decile < 10; decile++) {
      const from = 27_000 + 600 * decile;
      expect(draws.filter((timeout) => timeout >= from && timeout < from + 600)).toHaveLength(100);
    }
  });

  test("SuppressionTimeout decays: a few of a hundred members speak in the first half", () => {
    const draws = Array.from({ length: 1000 }, (_, i) => suppressionTimeout((i + 0.5) / 1000));
    // P(timeout < c/2) = ln 2 / f, and the mean is c·(1 − (1 − e^−f)/f).
    expect(draws.filter((timeout) => timeout < 100)).toHaveLength(69);
    expect(draws.reduce((a, b) => a + b) / 1000).toBeCloseTo(180.000_9, 2);
    expect(Math.min(...draws)).toBeGreaterThan(0);
    expect(Math.max(...draws)).toBeLessThan(200);
  });

  test("their values are options", () => {
    const timers = { periodic: 1000, periodicJitter: 0.5, suppression: 50, suppressionDecay: 2 };
    expect(periodicTimeout(0, { timers })).toBeCloseTo(500, 6);
    expect(suppressionTimeout(0.5, { timers })).toBeCloseTo(31.606_03, 4);
  });

  test("a number is drawn once for each time the timer is reset, and never else", () => {
    let drawn = 0;
    const machine = make({
      initial: encodeVector("[A=1]"),
      random: () => {
        drawn++;
        return 0.5;
      },
    });
    const draws = (now: number, input: Input): number => {
      const before = drawn;
      machine.step(at(now), input);
      return drawn - before;
    };
    expect(draws(0, published(2))).toBe(0);
    expect(draws(0, { type: "link-up" })).toBe(1);
    expect(draws(0, { type: "signed", id: 1 })).toBe(0);
    expect(draws(0, { type: "announce" })).toBe(1);
    expect(draws(0, { type: "timeout" })).toBe(0);
    expect(draws(1000, received(1, "[]"))).toBe(0);
    expect(draws(1000, { type: "verified", id: 1, ok: true })).toBe(1);
    expect(draws(1000, received(2, "[A=2]", DIGEST.with(0, 1)))).toBe(0);
    expect(draws(1000, { type: "verified", id: 2, ok: true })).toBe(0);
    expect(draws(2000, { type: "timeout" })).toBe(1);
    expect(draws(2000, { type: "sign-failed", id: 2 })).toBe(0);
    expect(draws(2000, { type: "link-down" })).toBe(0);
  });

  test("a timeout before the deadline is harmless", () => {
    const machine = make();
    expect(machine.step(at(0), { type: "timeout" })).toEqual([]);
    expect(machine.owed).toBeUndefined();
    machine.step(at(0), { type: "link-up" });
    machine.step(at(0), { type: "signed", id: 1 });
    expect(machine.step(at(29_999.999), { type: "timeout" })).toEqual([]);
    expect(machine.step(at(30_000), { type: "timeout" })).toHaveLength(1);
  });
});

describe("signing", () => {
  test("1 000 publications in one turn cost two Sync Interests", () => {
    const machine = make();
    machine.step(at(0), { type: "link-up" });
    machine.step(at(0), { type: "signed", id: 1 });
    const effects: Effect[] = [];
    for (let seqNo = 1; seqNo <= 1000; seqNo++) {
      effects.push(...machine.step(at(1), published(seqNo)));
    }
    expect(effects.map(({ type }) => type)).toEqual(["sign"]);
    effects.push(...machine.step(at(2), { type: "signed", id: 2 }));
    effects.push(...machine.step(at(3), { type: "signed", id: 3 }));
    expect(effects.map(({ type }) => type)).toEqual(["sign", "send", "sign", "send"]);
    const last = effects[2] as Extract<Effect, { type: "sign" }>;
    expect(formatVector(StateVector.decode(last.vector))).toBe("[A=1000]");
  });

  test("and three, if a signature comes back in between", () => {
    const machine = make();
    machine.step(at(0), { type: "link-up" });
    machine.step(at(0), { type: "signed", id: 1 });
    let sent = 0;
    for (let seqNo = 1; seqNo <= 1000; seqNo++) {
      machine.step(at(1), published(seqNo));
      if (seqNo === 500) {
        sent += machine.step(at(1), { type: "signed", id: 2 }).filter(({ type }) => type === "send").length;
      }
    }
    for (const id of [3, 4]) {
      sent += machine.step(at(2), { type: "signed", id }).filter(({ type }) => type === "send").length;
    }
    expect(sent).toBe(3);
    expect(machine.owed).toBeUndefined();
  });

  test("the octets to be signed stay as they are", () => {
    const machine = make({ initial: encodeVector("[A=1 B=1]") });
    const [sign] = machine.step(at(0), { type: "link-up" });
    const { vector } = sign as Extract<Effect, { type: "sign" }>;
    const copy = vector.slice();
    machine.step(at(1), published(2));
    machine.step(at(1), published(300));
    machine.step(at(1), published(1, 5, nodeOf("AB")));
    expect(vector).toEqual(copy);
    expect(copy).toEqual(encodeVector("[A=1 B=1]"));
  });

  test("owed is the id whose send satisfies every wish", () => {
    const machine = make();
    const owed = (input: Input): number | undefined => {
      machine.step(at(0), input);
      return machine.owed;
    };
    expect(machine.owed).toBeUndefined();
    expect(owed({ type: "announce" })).toBe(1);
    expect(owed({ type: "link-up" })).toBe(1);
    expect(owed({ type: "announce" })).toBe(1);
    expect(owed(published(1))).toBe(2);
    expect(owed({ type: "sign-failed", id: 1 })).toBe(2);
    expect(owed({ type: "announce" })).toBe(2);
    expect(owed(published(2))).toBe(3);
    expect(owed({ type: "signed", id: 2 })).toBe(3);
    expect(owed({ type: "signed", id: 3 })).toBeUndefined();
  });
});

describe("forms", () => {
  test.each([v2Form, pythonForm])("$name is spoken and understood", (form) => {
    const theirs = new StateVector();
    theirs.set(A, 0, 4);
    theirs.set(nodeOf("B"), 0, 6);
    const machine = make({ form, initial: encodeVector("[A=3 B=6]") });
    const [sign] = machine.step(at(0), { type: "link-up" });
    const { vector } = sign as Extract<Effect, { type: "sign" }>;
    expect(formatVector(StateVector.decode(vector, form))).toBe("[A=3 B=6]");
    const hear = (now: number, id: number, octets: Uint8Array): readonly Effect[] => {
      machine.step(at(now), { type: "received", vector: { id, octets, digest: DIGEST.with(0, id) } });
      return machine.step(at(now), { type: "verified", id, ok: true });
    };
    expect(hear(100, 1, theirs.encode(form))).toEqual([
      { type: "update", ranges: [{ node: A, bootstrapTime: 0, low: 4, high: 4 }] },
    ]);
    // Identical: the timer is reset.
    expect(hear(200, 2, theirs.encode(form))).toEqual([]);
    expect(machine.deadline).toBe(30_200);
    // Outdated, twice over: the merge is made in that form, too.
    hear(1000, 3, outdated("B", form));
    expect(machine.phase).toBe("suppression");
    hear(1000, 4, outdated("A", form));
    expect(machine.step(at(1200), { type: "timeout" })).toEqual([]);
    expect(machine.phase).toBe("steady");
    // Octets of version 3 are malformed, even those that say what we know.
    const foreign = machine.vector.encode();
    expect(hear(1300, 5, foreign)).toEqual([{ type: "drop", id: 5, reason: "malformed" }]);
  });

  function outdated(has: "A" | "B", form: VectorForm): Uint8Array {
    const vector = new StateVector();
    vector.set(nodeOf(has), 0, has === "A" ? 4 : 6);
    return vector.encode(form);
  }
});

test("nothing to do is one shared, frozen array", () => {
  const machine = make();
  const nothing = machine.step(at(0), { type: "timeout" });
  expect(Object.isFrozen(nothing)).toBe(true);
  expect(machine.step(at(0), { type: "link-down" })).toBe(nothing);
});
