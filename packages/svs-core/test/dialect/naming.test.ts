import { Name } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import { expect, test } from "vitest";
import {
  bootstrapComponent,
  publicationNames,
  segmentComponent,
  sequenceComponent,
  sequenceNumber,
} from "../../src/dialect/naming.js";

const NUMBERS = [0, 1, 0xff, 0x100, 0xffff, 0x1_0000, 0xffff_ffff, 0x1_0000_0000, Number.MAX_SAFE_INTEGER];

test("the name of a publication is its components one after the other", () => {
  const dataName = publicationNames((group, node) => node.append(...group.comps));
  const nodes = [new Name("/alice/phone"), new Name("/bob")];
  for (const group of [new Name("/chat"), new Name("/chat/two")]) {
    for (const bootstrapTime of NUMBERS) {
      for (const seqNo of NUMBERS) {
        for (const node of nodes) {
          const name = dataName(group, { node, bootstrapTime, seqNo });
          const plain = node.append(
            ...group.comps,
            bootstrapComponent(bootstrapTime),
            sequenceComponent(seqNo),
          );
          expect(name.value).toEqual(plain.value);
          expect(name.valueHex).toBe(plain.valueHex);
          expect(name.equals(plain)).toBe(true);
          expect(Encoder.encode(name)).toEqual(Encoder.encode(plain));
          expect(new Name(name).append("x").valueHex).toBe(plain.append("x").valueHex);
          expect(sequenceNumber(name.at(-1))).toBe(seqNo);
        }
      }
    }
  }
});

test.each([-1, 1.5, Number.NaN, 2 ** 53])("%d is no number in a name", (number) => {
  expect(() => segmentComponent(number)).toThrowError(RangeError);
});
