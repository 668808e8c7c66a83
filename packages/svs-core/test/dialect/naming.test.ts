import { Name } from "@ndn/packet";
import { expect, test } from "vitest";
import {
  bootstrapComponent,
  publicationName,
  segmentComponent,
  sequenceComponent,
  sequenceNumber,
} from "../../src/dialect/naming.js";

const NUMBERS = [0, 1, 0xff, 0x100, 0xffff, 0x1_0000, 0xffff_ffff, 0x1_0000_0000, Number.MAX_SAFE_INTEGER];

test("the name of a publication is its components one after the other", () => {
  const node = new Name("/alice/phone");
  const group = new Name("/chat");
  for (const bootstrapTime of NUMBERS) {
    for (const seqNo of NUMBERS) {
      const name = publicationName(node, group, bootstrapTime, seqNo);
      const slow = node.append(...group.comps, bootstrapComponent(bootstrapTime), sequenceComponent(seqNo));
      expect(name.valueHex).toBe(slow.valueHex);
      expect(name.comps).toHaveLength(5);
      expect(sequenceNumber(name.at(-1))).toBe(seqNo);
    }
  }
});

test.each([-1, 1.5, Number.NaN, 2 ** 53])("%d is no number in a name", (number) => {
  expect(() => segmentComponent(number)).toThrowError(RangeError);
});
