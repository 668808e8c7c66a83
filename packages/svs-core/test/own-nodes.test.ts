import { Name } from "@ndn/packet";
import { StateVector } from "@svs/tlv";
import { expect, test } from "vitest";
import { MemoryStateStore } from "../src/index.js";
import { OwnNodes } from "../src/own-nodes.js";

const node = new Name("/alice");
const WALL = 1_736_266_473_900;
const SECONDS = 1_736_266_473;

function known(bootstrapTime: number, seqNo: number): StateVector {
  const vector = new StateVector();
  vector.set(node.value, bootstrapTime, seqNo);
  return vector;
}

test("section 3: a node without state takes the current time, in whole seconds", async () => {
  const nodes = new OwnNodes(new MemoryStateStore(), true, []);
  expect(await nodes.join(node, WALL, new StateVector())).toEqual({ node, bootstrapTime: SECONDS, seqNo: 0 });
});

test("section 3: a node with state keeps its bootstrap time and its numbering", async () => {
  const store = new MemoryStateStore();
  const first = new OwnNodes(store, true, []);
  await first.join(node, WALL, new StateVector());
  await first.raise(node, 5);
  const again = new OwnNodes(store, true, (await store.load()).own);
  expect(await again.join(node, WALL + 99_000, known(SECONDS, 5))).toMatchObject({
    bootstrapTime: SECONDS,
    seqNo: 5,
  });
});

test("a bootstrap time that the group has seen of us is never taken again, whatever the clock says", async () => {
  const nodes = new OwnNodes(new MemoryStateStore(), true, []);
  const own = await nodes.join(node, WALL, known(SECONDS + 100, 3));
  expect(own.bootstrapTime).toBe(SECONDS + 101);
});

test("numbers of ours that we did not give out make us begin anew", async () => {
  const nodes = new OwnNodes(new MemoryStateStore(), true, [{ node, bootstrapTime: SECONDS, seqNo: 2 }]);
  expect(await nodes.join(node, WALL, known(SECONDS, 2))).toMatchObject({ bootstrapTime: SECONDS });
  expect(await nodes.join(node, WALL, known(SECONDS, 3))).toMatchObject({
    bootstrapTime: SECONDS + 1,
    seqNo: 0,
  });
  expect(nodes.isCurrent(node.value, SECONDS)).toBe(false);
  expect(nodes.isCurrent(node.value, SECONDS + 1)).toBe(true);
});

test("a bootstrap time in our name that is far ahead is not followed there: the first one that is free is taken", async () => {
  const own = { node, bootstrapTime: SECONDS, seqNo: 2 };
  const vector = known(SECONDS, 3);
  vector.set(node.value, SECONDS + 1, 4);
  vector.set(node.value, SECONDS + 43_199, 1);
  const join = () => new OwnNodes(new MemoryStateStore(), true, [own]).join(node, WALL, vector);
  expect(await join()).toMatchObject({ bootstrapTime: SECONDS + 43_200 });
  vector.set(node.value, SECONDS + 43_200, 1);
  expect(await join()).toMatchObject({ bootstrapTime: SECONDS + 2, seqNo: 0 });
  vector.set(node.value, SECONDS, 0);
  const disputing = new OwnNodes(new MemoryStateStore(), true, [own]);
  disputing.dispute(node, SECONDS, (SECONDS + 60) * 1000);
  expect(await disputing.join(node, WALL, vector)).toMatchObject({ bootstrapTime: SECONDS + 2 });
});

test("without bootstrap times the numbering goes on behind what the group knows", async () => {
  const nodes = new OwnNodes(new MemoryStateStore(), false, []);
  expect(await nodes.join(node, WALL, known(0, 7))).toMatchObject({ bootstrapTime: 0, seqNo: 7 });
});

test("after a minute, a bootstrap time under which others believe what is not so gives way to a new one", async () => {
  const own = { node, bootstrapTime: SECONDS, seqNo: 2 };
  const nodes = new OwnNodes(new MemoryStateStore(), true, [own]);
  nodes.dispute(node, SECONDS, (SECONDS + 59) * 1000);
  expect(await nodes.join(node, WALL + 59_000, known(SECONDS, 2))).toEqual(own);
  nodes.dispute(node, SECONDS, (SECONDS + 60) * 1000);
  expect(await nodes.join(node, WALL + 60_000, known(SECONDS, 2))).toEqual({
    node,
    bootstrapTime: SECONDS + 60,
    seqNo: 0,
  });
  expect(await nodes.join(node, WALL + 90_000, known(SECONDS, 2))).toMatchObject({
    bootstrapTime: SECONDS + 60,
  });
});

test("without bootstrap times there is no other one to take", async () => {
  const nodes = new OwnNodes(new MemoryStateStore(), false, [{ node, bootstrapTime: 0, seqNo: 2 }]);
  nodes.dispute(node, 0, WALL);
  expect(nodes.current(node, known(0, 2))).toMatchObject({ seqNo: 2 });
});
