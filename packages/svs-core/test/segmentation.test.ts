import { Name } from "@ndn/packet";
import { expect, test } from "vitest";
import { lastSegmentOf, segmentize, segmentName, segmentOf } from "../src/segmentation.js";

const name = new Name("/alice/g/t=1/seq=1");
const content = Uint8Array.from({ length: 10 }, (_, i) => i);

test("what fits is one packet with the publication's own name", () => {
  const packets = segmentize(name, content, 10, 5000);
  expect(packets.map((data) => `${data.name}`)).toEqual([`${name}`]);
  expect(packets[0]!.finalBlockId).toBeUndefined();
  expect(packets[0]!.freshnessPeriod).toBe(5000);
  expect(segmentOf(name, packets[0]!.name)).toBe("whole");
});

test("nothing at all is a packet too", () => {
  expect(segmentize(name, new Uint8Array(), 10, 1)).toHaveLength(1);
});

test("one octet more is two segments that tell their last one", () => {
  const packets = segmentize(name, content, 9, 5000);
  expect(packets.map((data) => [...data.content])).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8], [9]]);
  expect(packets.map((data) => segmentOf(name, data.name))).toEqual([0, 1]);
  expect(packets.map(lastSegmentOf)).toEqual([1, 1]);
});

test("a name is a segment only right behind the publication's", () => {
  expect(segmentOf(name, segmentName(name, 300))).toBe(300);
  expect(segmentOf(name, segmentName(name, 0).append("x"))).toBeUndefined();
  expect(segmentOf(name, name.append("v", "0"))).toBeUndefined();
  expect(segmentOf(name, new Name("/alice/g/t=1/seq=2"))).toBeUndefined();
  expect(segmentOf(name, segmentName(new Name("/alice/g/t=1/seq=2"), 0))).toBeUndefined();
});
