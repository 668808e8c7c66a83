import { expect, it } from "vitest";
import { StreamDecoder } from "../src/faces/stream-decoder.js";
import { SeededRandom } from "./support/seeded-random.js";

/** A decoder, and what it told. */
function decoder() {
  const frames: Buffer[] = [];
  const counts = { oversized: 0 };
  const stream = new StreamDecoder({
    onFrame: (frame) => frames.push(Buffer.from(frame)),
    onOversized: () => ++counts.oversized,
  });
  return { stream, frames, counts };
}

function frame(type: number, length: number): Buffer {
  const header =
    length < 0xfd
      ? [type, length]
      : length <= 0xffff
        ? [type, 0xfd, length >> 8, length & 0xff]
        : [type, 0xfe, length >>> 24, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff];
  return Buffer.concat([Buffer.from(header), Buffer.alloc(length, length)]);
}

it("finds the same frames however the stream is cut", () => {
  const sent = [0, 1, 252, 253, 8800, 100_000, 5, 70_000, 9308, 3].map((n, i) =>
    frame([5, 6, 0x64][i % 3]!, n),
  );
  const octets = Buffer.concat(sent);
  const fitting = sent.filter(({ length }) => length <= 9312);
  for (let seed = 0; seed < 30; ++seed) {
    const random = new SeededRandom(seed);
    const { stream, frames, counts } = decoder();
    let accepted = true;
    for (let at = 0; at < octets.length; ) {
      const size = 1 + random.below(seed === 0 ? 10 : 20_000);
      accepted &&= stream.push(octets.subarray(at, at + size));
      at += size;
    }
    expect(accepted).toBe(true);
    expect(frames.map((f) => f.length)).toEqual(fitting.map((f) => f.length));
    expect(Buffer.compare(Buffer.concat(frames), Buffer.concat(fitting))).toBe(0);
    expect(counts.oversized).toBe(2);
  }
});

it("gives up on octets that are no frames", () => {
  expect(decoder().stream.push(Buffer.from("GET / HTTP/1.1\r\n"))).toBe(false);
  expect(decoder().stream.push(Uint8Array.of(5, 0xff, 0, 0, 0, 0, 0, 0, 0, 1))).toBe(false);
  expect(decoder().stream.push(Uint8Array.of(6, 0xfe, 0x7f, 0xff, 0xff, 0xff))).toBe(false);
});
