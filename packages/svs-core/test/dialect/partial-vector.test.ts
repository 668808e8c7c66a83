import { Name } from "@ndn/packet";
import { pythonForm, StateVector } from "@svs/tlv";
import { expect, test } from "vitest";
import { type Effect, SyncMachine } from "../../src/index.js";

const LATER = 1000;

/** A vector in the Python form of `/m1`..`/m<n>`, each with its number. */
function vectorOf(...numbers: readonly number[]): Uint8Array {
  const vector = new StateVector();
  for (const number of numbers) {
    vector.set(new Name(`/m${number}`).value, 0, number);
  }
  return vector.encode(pythonForm);
}

/** A machine that is up and knows these, and what it does with a part of a vector that is verified. */
function hear(known: readonly number[], part: readonly number[], total: number) {
  const machine = new SyncMachine({ form: pythonForm, random: () => 0.5 });
  machine.step({ monotonic: 0, wall: 0 }, { type: "link-up" });
  machine.step({ monotonic: 0, wall: 0 }, { type: "signed", id: 1 });
  for (const [index, numbers] of [known, part].entries()) {
    const id = index + 1;
    const vector = { id, octets: vectorOf(...numbers), digest: new Uint8Array(32).fill(id) };
    const now = { monotonic: index * LATER, wall: 0 };
    const received = id === 2 ? { ...vector, total } : vector;
    machine.step(now, { type: "received", vector: received });
    const effects = machine.step(now, { type: "verified", id, ok: true });
    if (id === 2) {
      return { machine, effects: effects.map(({ type }: Effect) => type) };
    }
  }
  throw new Error("unreachable");
}

test("rows that are not in a part are not missing when the sums agree", () => {
  const { machine, effects } = hear([1, 2, 3], [1], 6);
  expect(effects).toEqual([]);
  expect(machine.phase).toBe("steady");
});

test("a larger sum: what the part has is merged, and the rest is asked for", () => {
  const { machine, effects } = hear([1, 2], [3], 10);
  expect(effects).toEqual(["update", "incomplete"]);
  expect(machine.phase).toBe("steady");
  expect(machine.vector.size).toBe(3);
});

test("a larger sum that the part itself makes up for asks for nothing", () => {
  const { machine, effects } = hear([1, 2], [3], 6);
  expect(effects).toEqual(["update"]);
  expect(machine.phase).toBe("steady");
});

test("a smaller sum is an outdated vector", () => {
  const { machine, effects } = hear([1, 2, 3], [1], 3);
  expect(effects).toEqual([]);
  expect(machine.phase).toBe("suppression");
});
