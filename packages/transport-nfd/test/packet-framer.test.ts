import { describe, expect, test } from "vitest";
import { PacketFramer } from "../src/link/packet-framer.js";

function tlv(type: number[], value: Uint8Array): Uint8Array {
  const { length } = value;
  const header = length < 0xfd ? [length] : [0xfd, length >> 8, length & 0xff];
  return Uint8Array.of(...type, ...header, ...value);
}

function filled(length: number, octet: number): Uint8Array {
  return new Uint8Array(length).fill(octet);
}

const PACKETS = [
  tlv([0x06], filled(0, 0)),
  tlv([0x05], filled(1, 1)),
  tlv([0xfd, 0x03, 0x20], filled(252, 2)),
  tlv([0x64], filled(253, 3)),
  tlv([0x06], filled(8_796, 4)),
];
const STREAM = Uint8Array.from(PACKETS.flatMap((packet) => [...packet]));

describe("cutting a stream into packets", () => {
  test.each([1, 2, 3, 5, 251, 1_000, 8_800, STREAM.length])("in chunks of %i octets", (size) => {
    const packets: Uint8Array[] = [];
    const framer = new PacketFramer(8_800, (packet) => packets.push(packet));
    for (let i = 0; i < STREAM.length; i += size) {
      expect(framer.push(STREAM.slice(i, i + size))).toBe(true);
    }
    expect(packets).toEqual(PACKETS);
  });

  test.each([
    ["whole", tlv([0x06], filled(8_797, 4))],
    ["only announced", Uint8Array.of(0x06, 0xfd, 0x22, 0x5d)],
    ["of 2^32 octets", Uint8Array.of(0x06, 0xff, 0, 0, 0, 1, 0, 0, 0, 0)],
  ])("refuses a packet that is too large: %s", (_, octets) => {
    const delivered: Uint8Array[] = [];
    expect(new PacketFramer(8_800, (packet) => delivered.push(packet)).push(octets)).toBe(false);
    const inPieces = new PacketFramer(8_800, (packet) => delivered.push(packet));
    expect(Array.from(octets.subarray(0, 10), (octet) => inPieces.push(Uint8Array.of(octet)))).toContain(
      false,
    );
    expect(delivered).toEqual([]);
  });

  test("packets stay what they are when the chunk is used for something else", () => {
    const packets: Uint8Array[] = [];
    const framer = new PacketFramer(8_800, (packet) => packets.push(packet));
    const chunk = STREAM.slice();
    framer.push(chunk);
    chunk.fill(0xff);
    expect(packets).toEqual(PACKETS);
  });
});
