import { LpPacket, Reassembler } from "@ndn/lp";
import { Decoder, Encoder, NNI } from "@ndn/tlv";
import { beforeEach, describe, expect, it } from "vitest";
import { packetSizeMax } from "../src/packet/packet-size.js";
import { CoreFixture } from "./support/core-fixture.js";
import { InProcessLink } from "./support/in-process-link.js";
import { dataPacket, interestPacket } from "./support/packets.js";

let net: CoreFixture;
let producer: InProcessLink;
let consumer: InProcessLink;

beforeEach(() => {
  net = new CoreFixture();
  producer = new InProcessLink(net, 1, ["/A"]);
  consumer = new InProcessLink(net, 2);
});

/** Reads a frame with the NDNLPv2 implementation of another project. */
function readLp(frame: Uint8Array): LpPacket {
  return new Decoder(frame).decode(LpPacket);
}

function lpFrame(fields: Partial<LpPacket>): Uint8Array {
  return Encoder.encode(Object.assign(new LpPacket(), fields));
}

describe("frames", () => {
  it("are bare packets where there is nothing to say beside them", () => {
    const interest = interestPacket("/A/1", { hopLimit: 255 });
    consumer.face.receive(interest);
    const [sent] = producer.take();
    expect(sent).toHaveLength(interest.length);
    const data = dataPacket("/A/1");
    producer.face.receive(data);
    expect(consumer.take()).toEqual([data]);
  });

  it("carry the PIT token of the Interest back", () => {
    const pitToken = Uint8Array.of(1, 2, 3, 4, 5, 6);
    consumer.face.receive(lpFrame({ pitToken, payload: interestPacket("/A/1") }));
    expect(producer.take()[0]![0]).toBe(0x05);
    const data = dataPacket("/A/1");
    producer.face.receive(lpFrame({ payload: data }));
    const [answer] = consumer.take();
    expect(Buffer.from(readLp(answer!).pitToken!)).toEqual(Buffer.from(pitToken));
    expect(Buffer.from(readLp(answer!).payload!)).toEqual(Buffer.from(data));
  });

  it("carry a congestion mark on", () => {
    consumer.face.receive(lpFrame({ congestionMark: 1, payload: interestPacket("/A/1") }));
    expect(readLp(producer.take()[0]!).congestionMark).toBe(1);
  });

  it("carry a Nack, with its reason", () => {
    consumer.face.receive(interestPacket("/nowhere", { nonce: 5 }));
    expect(readLp(consumer.take()[0]!).nack?.reason).toBe(150);
  });

  it("are read as a Nack, and passed on as one", () => {
    consumer.face.receive(interestPacket("/A/1"));
    const payload = readLp(Encoder.encode([0x64, [0x50, producer.take()[0]!]])).payload!;
    producer.face.receive(Encoder.encode([0x64, [0x320, [0x321, NNI(100)]], [0x50, payload]]));
    expect(readLp(consumer.take()[0]!).nack?.reason).toBe(100);
    expect(producer.face.counters.inNacks).toBe(1);
  });

  it("without a fragment are a sign of life and nothing else", () => {
    consumer.face.receive(lpFrame({}));
    expect(consumer.face.counters).toMatchObject({ malformed: 0, inInterests: 0, inOctets: 2 });
  });

  it("with unknown fields are read if those may be ignored, and dropped if not", () => {
    const payload = interestPacket("/A/1");
    consumer.face.receive(Encoder.encode([0x64, [956, NNI(1)], [0x50, payload]]));
    expect(producer.take()).toHaveLength(1);
    consumer.face.receive(Encoder.encode([0x64, [957, NNI(1)], [0x50, interestPacket("/A/2")]]));
    expect(producer.take()).toHaveLength(0);
    expect(consumer.face.counters.malformed).toBe(1);
  });

  it("may ask that the Data is not kept", () => {
    net = new CoreFixture({ contentStoreOctets: 100_000 });
    producer = new InProcessLink(net, 1, ["/A"]);
    consumer = new InProcessLink(net, 2);
    for (const seq of [1, 2]) {
      consumer.face.receive(interestPacket(`/A/${seq}`));
      const noCache = seq === 1 ? [0x334, [0x335, NNI(1)]] : undefined;
      producer.face.receive(Encoder.encode([0x64, noCache as never, [0x50, dataPacket(`/A/${seq}`)]]));
    }
    expect(net.core.contentStore.size).toBe(1);
  });

  it("are dropped and counted when the peer does not read", () => {
    producer.reads = false;
    consumer.face.receive(interestPacket("/A/1"));
    expect(producer.face.counters).toMatchObject({ congested: 1, outOctets: 0 });
  });
});

describe("pieces", () => {
  const content = Uint8Array.from({ length: 6000 }, (_, i) => i);
  const data = dataPacket("/A/1", { content });

  /** The Data in pieces of `size` octets. */
  const cut = (size: number, first = 100n): Uint8Array[] => {
    const fragCount = Math.ceil(data.length / size);
    return Array.from({ length: fragCount }, (_, fragIndex) =>
      lpFrame({
        fragSeqNum: BigInt.asUintN(64, first + BigInt(fragIndex)),
        fragIndex,
        fragCount,
        payload: data.subarray(fragIndex * size, (fragIndex + 1) * size),
      }),
    );
  };

  beforeEach(() => {
    consumer.face.receive(interestPacket("/A/1"));
  });

  it("are put together in whatever order they come, and across the end of the numbers", () => {
    for (const piece of cut(1000, 2n ** 64n - 3n).reverse()) {
      expect(consumer.take()).toEqual([]);
      producer.face.receive(piece);
      producer.face.receive(piece);
    }
    expect(consumer.take()).toEqual([data]);
  });

  it("are given up when one is late", () => {
    const [first, ...rest] = cut(1000);
    producer.face.receive(first!);
    net.clock.advance(500);
    for (const piece of rest) {
      producer.face.receive(piece);
    }
    expect(consumer.take()).toEqual([]);
    expect(producer.face.counters.reassemblyFailures).toBe(1);
  });

  it("are given up when too many packets are begun, or one grows too large", () => {
    const [first] = cut(3500);
    producer.face.receive(first!);
    for (let i = 1n; i <= 16n; ++i) {
      producer.face.receive(cut(3500, 100n + i * 1000n)[0]!);
    }
    expect(producer.face.counters.reassemblyFailures).toBe(1);
    for (let fragIndex = 0; fragIndex < 3; ++fragIndex) {
      const fragSeqNum = 7n + BigInt(fragIndex);
      producer.face.receive(lpFrame({ fragSeqNum, fragIndex, fragCount: 3, payload: new Uint8Array(4000) }));
    }
    expect(producer.face.counters.reassemblyFailures).toBe(3);
  });

  it("are refused when they contradict each other", () => {
    const payload = data.subarray(0, 10);
    producer.face.receive(lpFrame({ fragSeqNum: 1n, fragIndex: 0, fragCount: 3, payload }));
    producer.face.receive(lpFrame({ fragSeqNum: 2n, fragIndex: 1, fragCount: 2, payload }));
    producer.face.receive(Encoder.encode([0x64, [0x52, NNI(1)], [0x53, NNI(2)], [0x50, payload]]));
    producer.face.receive(Encoder.encode([0x64, [0x52, NNI(2)], [0x53, NNI(2)], [0x50, payload]]));
    expect(producer.face.counters).toMatchObject({ reassemblyFailures: 2, malformed: 1 });
  });

  it("are made of a packet that only its headers make too large, and no others", () => {
    const token = Uint8Array.of(1, 2, 3, 4);
    consumer.face.receive(lpFrame({ pitToken: token, payload: interestPacket("/A/2") }));
    const largest = dataPacket("/A/2", {
      content: new Uint8Array(
        packetSizeMax - dataPacket("/A/2", { content: new Uint8Array(8000) }).length + 8000,
      ),
    });
    expect(largest).toHaveLength(packetSizeMax);
    producer.face.receive(largest);
    const frames = consumer.take();
    expect(frames).toHaveLength(2);
    expect(Math.max(...frames.map((frame) => frame.length))).toBeLessThanOrEqual(packetSizeMax);
    const reassembler = new Reassembler(16);
    const whole = frames.map((frame) => reassembler.accept(readLp(frame))).find(Boolean)!;
    expect(Buffer.compare(whole.payload!, largest)).toBe(0);
    expect(Buffer.from(whole.pitToken!)).toEqual(Buffer.from(token));

    consumer.face.receive(interestPacket("/A/2"));
    producer.face.receive(largest);
    expect(consumer.take()).toHaveLength(1);
  });
});

describe("what is too large or makes no sense", () => {
  it("is counted and dropped", () => {
    const { face } = consumer;
    face.receive(lpFrame({ payload: interestPacket(`/A/${"x".repeat(packetSizeMax)}`) }));
    face.receive(lpFrame({ payload: Uint8Array.of(0x99, 0) }));
    face.receive(Uint8Array.of(0x05, 2, 7, 0));
    face.receive(Uint8Array.of(0x06, 3, 7, 2, 8));
    face.receive(new Uint8Array(0));
    expect(face.counters).toMatchObject({ oversized: 1, malformed: 4, inInterests: 0, inData: 0 });
    expect(producer.take()).toEqual([]);
  });
});
