import { Data, Interest } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WirePacket } from "../src/wire-packet.js";
import { data, notice } from "./packets.js";

const samples = [
  Encoder.encode(notice("/a/bc", 7, 300)),
  Encoder.encode(
    new Interest("/a/b", Interest.CanBePrefix, Interest.MustBeFresh, Interest.HopLimit(9), Interest.Nonce(5)),
  ),
  Encoder.encode(new Interest("/a", Interest.Nonce(0), Interest.Lifetime(2 ** 33))),
  Encoder.encode(data("/a/b", "content", 1000)),
  Encoder.encode(new Data("/x", Data.FinalBlock)),
];

describe("what a forwarder reads of octets", () => {
  test("is what they say", () => {
    const [, second, third, fourth] = samples.map((octets) => WirePacket.parse(octets, "me"));
    expect(second).toMatchObject({ kind: "interest", origin: "me", depth: 2, hopLimit: 9 });
    expect(second?.fields).toMatchObject({ canBePrefix: true, mustBeFresh: true, nonce: 5, lifetime: 4000 });
    expect(third?.fields).toMatchObject({
      canBePrefix: false,
      mustBeFresh: false,
      nonce: 0,
      lifetime: 2 ** 33,
    });
    expect(third?.hopLimit).toBeUndefined();
    expect(fourth).toMatchObject({ kind: "data", depth: 2 });
    expect(fourth?.fields.freshnessPeriod).toBe(1000);
  });

  test("is nothing if they end early or late", () => {
    for (const octets of samples) {
      for (let length = 0; length < octets.length; ++length) {
        expect(WirePacket.parse(octets.subarray(0, length), "me")).toBeUndefined();
      }
      expect(WirePacket.parse(Uint8Array.of(...octets, 0), "me")).toBeUndefined();
    }
  });

  test("is nothing if an inner length leads out of the packet", () => {
    const octets = samples[1]!.slice();
    octets[3] = 100; // the length of the name
    expect(WirePacket.parse(octets, "me")).toBeUndefined();
    const component = samples[1]!.slice();
    component[5] = 100; // the length of its first component
    expect(WirePacket.parse(component, "me")).toBeUndefined();
  });

  test("is nothing if the name has what is no component", () => {
    const octets = samples[1]!.slice();
    expect(octets[4]).toBe(8); // the type of its first component
    octets[4] = 0;
    expect(WirePacket.parse(octets, "me")).toBeUndefined();
    const beyond = Uint8Array.of(5, 17, 7, 7, 0xfe, 0, 1, 0, 0, 1, 97, 10, 4, 0, 0, 0, 1, 0x0c, 0);
    expect(WirePacket.parse(beyond, "me")).toBeUndefined();
  });

  test("is nothing if what follows the Nonce leads out of the packet", () => {
    const octets = Uint8Array.of(5, 13, 7, 3, 8, 1, 97, 10, 4, 0, 0, 0, 1, 0x22, 5);
    expect(WirePacket.parse(octets, "me")).toBeUndefined();
  });

  test("is nothing without a Nonce, and with a HopLimit of no octet", () => {
    const bare = Uint8Array.of(5, 5, 7, 3, 8, 1, 97);
    const withNonce = Uint8Array.of(5, 11, 7, 3, 8, 1, 97, 10, 4, 0, 0, 0, 1);
    const withLimit = Uint8Array.of(5, 13, 7, 3, 8, 1, 97, 10, 4, 0, 0, 0, 1, 0x22, 0);
    expect([bare, withNonce, withLimit].map((octets) => WirePacket.parse(octets, "me")?.kind)).toEqual([
      undefined,
      "interest",
      undefined,
    ]);
  });

  test("no octets make it throw, nor its decoding", () => {
    const change = fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }) });
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        (good, changes) => {
          const octets = good.slice();
          for (const { at, to } of changes) {
            octets[at % octets.length] = to;
          }
          const packet = WirePacket.parse(octets, "me");
          const read = packet?.kind === "interest" ? packet.interest() : packet?.data();
          expect(read === undefined || read.name.length === packet?.depth).toBe(true);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

test("the decoded packet is made once for all", () => {
  const packet = WirePacket.parse(samples[3]!, "me")!;
  expect(packet.from("other").data()).toBe(packet.data());
  expect(packet.from("other").origin).toBe("other");
  expect(packet.interest()).toBeUndefined();
});
