import {
  Fragmenter as NdntsFragmenter,
  LpPacket as NdntsLpPacket,
  Reassembler as NdntsReassembler,
} from "@ndn/lp";
import { Decoder, Encoder } from "@ndn/tlv";
import { describe, expect, test } from "vitest";
import { Fragmenter } from "../src/lp/fragmenter.js";
import { decodeLpPacket, encodeLpPacket, type LpPacket } from "../src/lp/lp-packet.js";
import { Reassembler } from "../src/lp/reassembler.js";

const half = { next: () => 0.5 };

function decode(frame: Uint8Array): LpPacket {
  return decodeLpPacket(new Decoder(frame).read().value);
}

function filled(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => i % 253);
}

describe("NDNLPv2 packets", () => {
  test("NDNts reads what we write", () => {
    const frame = encodeLpPacket({
      fragment: filled(300),
      pitToken: Uint8Array.of(9, 8, 7),
      nackReason: 150,
      sequence: 2n ** 64n - 1n,
      fragIndex: 2,
      fragCount: 3,
    });
    const packet = Decoder.decode(frame, NdntsLpPacket);
    expect(packet.payload).toEqual(filled(300));
    expect(packet.pitToken).toEqual(Uint8Array.of(9, 8, 7));
    expect(packet.nack?.reason).toBe(150);
    expect([packet.fragSeqNum, packet.fragIndex, packet.fragCount]).toEqual([2n ** 64n - 1n, 2, 3]);
  });

  test("we read what NDNts writes", () => {
    const packet = Object.assign(new NdntsLpPacket(), {
      payload: filled(300),
      pitToken: Uint8Array.of(1, 2),
      congestionMark: 1,
      fragSeqNum: 77n,
      fragIndex: 1,
      fragCount: 2,
    });
    expect(decode(Encoder.encode(packet))).toEqual({
      fragment: filled(300),
      pitToken: Uint8Array.of(1, 2),
      nackReason: undefined,
      sequence: 77n,
      fragIndex: 1,
      fragCount: 2,
    });
  });

  test("a Nack without a reason has reason 0", () => {
    expect(decode(Encoder.encode([0x64, [0x0320], [0x50, filled(3)]])).nackReason).toBe(0);
  });

  test("fields that NDNLPv2 lets be ignored are; others are refused", () => {
    expect(decode(Encoder.encode([0x64, [0x032c, filled(1)], [0x50, filled(3)]])).fragment).toEqual(
      filled(3),
    );
    expect(() => decode(Encoder.encode([0x64, [0x0321, filled(1)], [0x50, filled(3)]]))).toThrow("unknown");
    expect(() => decode(Encoder.encode([0x64, [0x63, filled(1)], [0x50, filled(3)]]))).toThrow("unknown");
  });

  test.each([
    ["a length beyond the end", [0x64, 3, 0x50, 2, 1]],
    ["a header cut off", [0x64, 1, 0xfd]],
    ["an index of three octets", [0x64, 5, 0x52, 3, 0, 0, 1]],
    ["a sequence number of one octet", [0x64, 3, 0x51, 1, 1]],
  ])("refuses %s", (_, octets) => {
    expect(() => decodeLpPacket(Uint8Array.from(octets).subarray(2))).toThrow();
  });
});

describe("fragments", () => {
  const packet = filled(8_800);
  const token = Uint8Array.of(5, 5, 5, 5);

  test("a packet that fits goes as it is, or wrapped if it has a token", () => {
    const fragmenter = new Fragmenter(half);
    expect(fragmenter.frames(filled(1_400), 1_400)).toEqual([filled(1_400)]);
    const [wrapped, ...rest] = fragmenter.frames(filled(1_300), 1_400, token);
    expect(rest).toEqual([]);
    expect(decode(wrapped!)).toMatchObject({ fragment: filled(1_300), pitToken: token, fragCount: 1 });
  });

  test.each([1_401, 2_749, 8_799, 8_800])("of %i octets fit the MTU, and NDNts joins them", (size) => {
    const frames = new Fragmenter(half).frames(filled(size), 1_400, token);
    const reassembler = new NdntsReassembler(16);
    const joined = frames.map((frame) => {
      expect(frame.length).toBeLessThanOrEqual(1_400);
      return reassembler.accept(Decoder.decode(frame, NdntsLpPacket));
    });
    expect(joined.slice(0, -1).every((one) => one === undefined)).toBe(true);
    expect(Uint8Array.from(joined.at(-1)!.payload!)).toEqual(filled(size));
    expect(joined.at(-1)?.pitToken).toEqual(token);
  });

  test("consecutive packets do not share sequence numbers", () => {
    const fragmenter = new Fragmenter(half);
    const numbers = [packet, packet]
      .flatMap((one) => fragmenter.frames(one, 1_400))
      .map((f) => decode(f).sequence);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  function ndntsFragments(): LpPacket[] {
    const whole = Object.assign(new NdntsLpPacket(), { payload: packet, pitToken: token });
    return new NdntsFragmenter().fragment(whole, 1_400).map((one) => decode(Encoder.encode(one)));
  }

  test("from NDNts are joined in any order, duplicates ignored", () => {
    const [first, second, ...others] = ndntsFragments();
    const reassembler = new Reassembler();
    for (const fragment of [second!, ...others, second!]) {
      expect(reassembler.accept(fragment)).toBeUndefined();
    }
    expect(reassembler.accept(first!)).toMatchObject({ fragment: packet, pitToken: token, fragCount: 1 });
  });

  test("of too many unfinished packets, the oldest is forgotten", () => {
    const reassembler = new Reassembler(64, 2);
    const [one, two, three] = [ndntsFragments(), ndntsFragments(), ndntsFragments()];
    for (const [first] of [one, two, three]) {
      reassembler.accept(first!);
    }
    const last = (fragments: LpPacket[]): unknown =>
      fragments
        .slice(1)
        .map((f) => reassembler.accept(f))
        .at(-1);
    expect(last(two)).toMatchObject({ fragment: packet });
    expect(last(three)).toMatchObject({ fragment: packet });
    expect(last(one)).toBeUndefined();
  });

  test.each([
    ["without a sequence number", { sequence: undefined }],
    ["beyond the last", { fragIndex: 7 }],
    ["too many", { fragCount: 65 }],
    ["without octets", { fragment: undefined }],
  ])("%s are refused", (_, wrong) => {
    const [first] = ndntsFragments();
    expect(() => new Reassembler().accept({ ...first!, ...wrong })).toThrow("position");
  });

  test("that disagree on their number are refused", () => {
    const [first, second] = ndntsFragments();
    const reassembler = new Reassembler();
    reassembler.accept(first!);
    expect(() => reassembler.accept({ ...second!, fragCount: 3 })).toThrow("disagree");
  });
});
