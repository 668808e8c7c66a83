import { Interest, Name } from "@ndn/packet";
import { StateVector } from "@svs/tlv";
import { expect, test } from "vitest";
import { ndnd } from "../../src/dialects.js";
import { digestSigning, v3 } from "../../src/index.js";
import { segmentOf } from "../../src/segmentation.js";
import { accept, arrive, dataOf, interestOf, syncInterests } from "./arrive.js";
import recorded from "./vectors/ndnd.json" with { type: "json" };

const group = new Name("/example/group");
const node = new Name("/Alice/phone");
const { bootstrapTime } = recorded;
const sender = { node, bootstrapTime, servesParts: true };
const vector = new StateVector();
vector.set(node.value, bootstrapTime, 1);

test("what NDNd sends is accepted, and ours has its names and its vector", async () => {
  const theirs = interestOf(recorded.syncInterest);
  const ours = arrive(await syncInterests(ndnd, group)(vector.encode(), sender));
  const [read, own] = [await accept(ndnd, theirs, group), await accept(ndnd, ours, group)];
  expect(own.vector).toEqual(read.vector);
  // The last component is the version of the protocol since v1.5.3-65-g31822ab2; in 1.5.3 it is the time.
  expect(`${own.signed.name.getPrefix(-1)}`).toBe(`${read.signed.name.getPrefix(-1)}`);
  expect(`${own.signed.name.at(-1)}`).toBe("54=%03");
  expect(`${ours.name.getPrefix(-1)}`).toBe(`${theirs.name.getPrefix(-1)}`);
  expect(ours.lifetime).toBe(theirs.lifetime);
});

test("a publication of NDNd's is segment 0 of ours, and its signature is one that we accept by default", async () => {
  const data = dataOf(recorded.publication);
  const name = ndnd.dataName(group, { node, bootstrapTime, seqNo: 1 });
  expect(segmentOf(name, data.name)).toBe(0);
  expect(ndnd.dataPrefix(group, node).isPrefixOf(name)).toBe(true);
  await digestSigning.verify(data);
});

test("State Vector Data of a member without node prefix is named after the group", async () => {
  const make = syncInterests(ndnd, group);
  const { signed } = await accept(ndnd, arrive(await make(vector.encode())), group);
  expect(`${signed.name}`).toBe("/8=example/8=group/32=svs/54=%03");
});

test("a Sync Interest of plain version 3 is none, nor the other way round", async () => {
  const plain = arrive(await syncInterests(v3, group)(vector.encode()));
  expect(() => ndnd.readSyncInterest(plain, group)).toThrow();
  const layered = arrive(await syncInterests(ndnd, group)(vector.encode()));
  expect(() => v3.readSyncInterest(layered, group)).toThrow();
  expect(() => ndnd.readSyncInterest(new Interest(ndnd.syncPrefix(group)), group)).toThrow();
});
