import fc from "fast-check";
import { expect, test } from "vitest";
import { crc32c } from "../src/crc32c.js";
import { OctetReader } from "../src/octet-reader.js";
import { OctetWriter } from "../src/octet-writer.js";
import { seal, unseal } from "../src/sealed-value.js";

const number = fc.oneof(
  fc.nat(300),
  fc.maxSafeNat(),
  fc.constantFrom(2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1),
);

test("numbers keep their order as octets, and come back", () => {
  fc.assert(
    fc.property(number, number, (a, b) => {
      const [one, two] = [a, b].map((value) => new OctetWriter().integer(value).finish());
      expect(Math.sign(Buffer.compare(one!, two!))).toBe(Math.sign(a - b));
      expect(new OctetReader(one!).integer()).toBe(a);
    }),
  );
});

test("what is written one after the other is read one after the other", () => {
  fc.assert(
    fc.property(number, fc.uint8Array(), fc.uint8Array(), (value, sized, rest) => {
      const all = new OctetWriter().octet(7).uint32(0xfedcba98).integer(value).sized(sized).octets(rest);
      const reader = new OctetReader(all.finish());
      expect([reader.octet(), reader.uint32(), reader.integer()]).toEqual([7, 0xfedcba98, value]);
      expect([reader.sized(), reader.rest()]).toEqual([sized, rest]);
    }),
  );
});

test("CRC-32C gives the values of its specification, in one go or in parts", () => {
  const digits = new TextEncoder().encode("123456789");
  expect(crc32c(digits)).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa); // RFC 3720, B.4
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  for (let cut = 0; cut <= digits.length; cut++) {
    expect(crc32c(digits.subarray(cut), crc32c(digits.subarray(0, cut)))).toBe(0xe3069283);
  }
});

test("a sealed value is refused when a bit of it, or of its key, is another", () => {
  const key = Uint8Array.of(1, 2, 3);
  const body = Uint8Array.of(4, 5);
  const value = seal(key, body);
  expect(unseal(key, value)).toEqual(body);
  for (const octets of [key, value]) {
    for (let bit = 0; bit < 8 * octets.length; bit++) {
      octets[bit >> 3]! ^= 1 << (bit & 7);
      expect(unseal(key, value)).toBeUndefined();
      octets[bit >> 3]! ^= 1 << (bit & 7);
    }
  }
  expect(unseal(key, value.subarray(0, 3))).toBeUndefined();
});
