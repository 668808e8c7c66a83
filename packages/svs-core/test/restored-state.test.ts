import { Name } from "@ndn/packet";
import { StateVector } from "@svs/tlv";
import { expect, test } from "vitest";
import { SvsError } from "../src/index.js";
import { restoredState } from "../src/restored-state.js";

const NOW = 1_736_300_000;
const limits = { bootstrapAheadMax: 100, bootstrapAgeMax: 1000 };
const alice = new Name("/alice");
const bob = new Name("/bob");

/** @param ahead - seconds that the bootstrap times are ahead: Alice's own, and of Bob's row. */
function restored(ahead: { readonly own: number; readonly bob: number }) {
  const own = [{ node: alice, bootstrapTime: NOW + ahead.own, seqNo: 2 }];
  const known = new StateVector();
  known.set(alice.value, NOW + ahead.own, 2);
  known.set(bob.value, NOW + ahead.bob, 3);
  const state = restoredState({ own, known: known.encode() }, NOW * 1000, limits);
  const after = StateVector.decode(state.known!);
  return {
    own: state.own.length === 1,
    alice: after.get(alice.value, NOW + ahead.own) === 2,
    bob: after.get(bob.value, NOW + ahead.bob) === 3,
    ahead: state.ahead.size,
  };
}

test.each<[string, { own: number; bob: number }, ReturnType<typeof restored>]>([
  [
    "rows that may be announced stay",
    { own: 100, bob: 100 },
    { own: true, alice: true, bob: true, ahead: 0 },
  ],
  ["a row too far ahead waits", { own: 100, bob: 101 }, { own: true, alice: true, bob: false, ahead: 1 }],
  ["our own begins anew", { own: 101, bob: 100 }, { own: false, alice: false, bob: true, ahead: 1 }],
  ["of both, the clock is wrong", { own: 101, bob: 101 }, { own: true, alice: true, bob: true, ahead: 0 }],
  ["our own, ahead by its age", { own: 1000, bob: 0 }, { own: false, alice: false, bob: true, ahead: 1 }],
  ["our own, ahead by more", { own: 1001, bob: 0 }, { own: true, alice: true, bob: true, ahead: 0 }],
])("section 3, bootstrap time: %s", (_, ahead, expected) => {
  expect(restored(ahead)).toEqual(expected);
});

test("nothing that was remembered is nothing to go on with", () => {
  const { own, known, ahead } = restoredState({ own: [], known: undefined }, NOW * 1000, limits);
  expect([own, known, ahead.size]).toEqual([[], undefined, 0]);
});

test("a vector that is damaged is an error", () => {
  const damaged = (): unknown => restoredState({ own: [], known: Uint8Array.of(201, 9) }, NOW * 1000, limits);
  expect(damaged).toThrow(expect.toSatisfy((error) => SvsError.is(error, "invalid-argument")));
});
