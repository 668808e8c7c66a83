import { Name } from "@ndn/packet";
import { expect, test } from "vitest";
import { JumpProbe } from "../../src/delivery/jump-probe.js";
import { turn } from "../manual-clock.js";

const node = new Name("/alice");

function open() {
  const asked: { readonly seqNo: number; readonly answer: (exists: boolean) => void }[] = [];
  const vouched: number[] = [];
  const probe = new JumpProbe(
    ({ seqNo }) => new Promise((answer) => void asked.push({ seqNo, answer })),
    ({ seqNo }) => vouched.push(seqNo),
  );
  const add = (seqNo: number): void => probe.add({ node, bootstrapTime: 1, seqNo });
  return { asked, vouched, add };
}

test("what exists is vouched for, and nothing else", async () => {
  const { asked, vouched, add } = open();
  add(7);
  add(8);
  asked[0]!.answer(true);
  asked[1]!.answer(false);
  await turn();
  expect(vouched).toEqual([7]);
});

test("four claims are looked into at a time, and 64 wait; of more, the oldest are left", async () => {
  const { asked, add } = open();
  for (let seqNo = 1; seqNo <= 70; seqNo++) {
    add(seqNo);
  }
  expect(asked.map(({ seqNo }) => seqNo)).toEqual([1, 2, 3, 4]);
  asked[0]!.answer(false);
  await turn();
  expect(asked.map(({ seqNo }) => seqNo)).toEqual([1, 2, 3, 4, 7]);
});
