import { MemoryNetwork } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { FetchedMarks } from "../src/fetched-marks.js";

function setting(amendable: boolean) {
  const network = new MemoryNetwork();
  const amended: [number, string][] = [];
  const told: string[] = [];
  const marks = new FetchedMarks(network.clock, {
    amend: (line, text) => amendable && amended.push([line, text]) > 0,
    tell: (sentence) => told.push(sentence),
  });
  return { network, amended, told, marks };
}

test("a message is marked on its line, once", async () => {
  const { network, amended, told, marks } = setting(true);
  marks.said(1, 70, "one");
  marks.said(2, 71, "two");
  marks.fetched(2);
  marks.fetched(2);
  marks.fetched(9);
  await network.advance(1_000);
  expect(amended).toEqual([[71, "two"]]);
  expect(told).toEqual([]);
});

test("messages whose line is gone are told of together, each once", async () => {
  const { network, told, marks } = setting(false);
  for (let seqNo = 1; seqNo <= 4; ++seqNo) {
    marks.said(seqNo, seqNo, `message ${seqNo}`);
  }
  marks.fetched(1);
  await network.advance(100);
  marks.fetched(2);
  marks.fetched(3);
  expect(told).toEqual([]);
  await network.advance(100);
  expect(told).toEqual(["3 of your messages were fetched"]);
  marks.fetched(4);
  await network.advance(1_000);
  expect(told).toEqual(["3 of your messages were fetched", '"message 4" was fetched']);
});

test("a long message is told of by its beginning, and no control character of it is repeated", async () => {
  const { network, told, marks } = setting(false);
  marks.said(1, 1, `\t${"x".repeat(99)}`);
  marks.fetched(1);
  await network.advance(1_000);
  expect(told).toEqual([`"    ${"x".repeat(25)}\u2026" was fetched`]);
});
