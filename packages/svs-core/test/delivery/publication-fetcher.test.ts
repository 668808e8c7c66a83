import { Component, Data, Name } from "@ndn/packet";
import { Decoder, Encoder } from "@ndn/tlv";
import { expect, test } from "vitest";
import { fetchOptions } from "../../src/delivery/fetch-options.js";
import type { PacketFetcher, PacketRequest } from "../../src/delivery/packet-fetcher.js";
import { PublicationFetcher } from "../../src/delivery/publication-fetcher.js";
import { SignsOfLife } from "../../src/delivery/signs-of-life.js";
import { segmentComponent } from "../../src/dialect/naming.js";
import {
  type FetchOptions,
  MemoryPublicationStore,
  type Publication,
  SvsError,
  systemClock,
} from "../../src/index.js";
import { segmentize } from "../../src/segmentation.js";

const name = new Name("/alice/g/t=1/seq=1");
const id = { node: new Name("/alice"), bootstrapTime: 1, seqNo: 1 };
const content = Uint8Array.from({ length: 25 }, (_, i) => i);

/** The publisher's packets, given as a network would: for a prefix, the one the test names. */
function open(
  packets: Data[],
  {
    forPrefix = 0,
    keeps = true,
    ...options
  }: Partial<FetchOptions> & { forPrefix?: number; keeps?: boolean } = {},
) {
  const asked: string[] = [];
  const signs = new SignsOfLife();
  const network: Pick<PacketFetcher, "fetch"> = {
    async fetch({ name: wanted, canBePrefix, accept, signal, signs: told }: PacketRequest): Promise<Data> {
      expect(told).toBe(signs);
      asked.push(wanted.equals(name) ? "prefix" : `${wanted.at(-1)}`);
      await Promise.resolve();
      if (signal.aborted) {
        throw new SvsError("aborted", "aborted");
      }
      const data = canBePrefix ? packets[forPrefix] : packets.find((packet) => packet.name.equals(wanted));
      if (!data || !accept(data)) {
        throw new SvsError("fetch-failed", `nothing for ${wanted}`);
      }
      return Decoder.decode(Encoder.encode(data), Data);
    },
  };
  const store = new MemoryPublicationStore();
  const errors: SvsError[] = [];
  const fetcher = new PublicationFetcher({
    packets: network as PacketFetcher,
    clock: systemClock,
    store,
    keeps,
    options: fetchOptions(options),
    onStoreError: (error) => errors.push(error),
    onRejected: () => undefined,
  });
  const fetch = (): Promise<Publication> =>
    fetcher.fetch({ id, name, attempts: 3, signal: new AbortController().signal, signs });
  const packet = (segment: number): Promise<Data> =>
    fetcher.packet({ id, name, attempts: 3, signal: new AbortController().signal, signs }, segment);
  return { asked, store, errors, fetch, packet };
}

test("a publication in one packet costs one Interest, and none the second time", async () => {
  const { asked, fetch } = open(segmentize(name, content, 100, 1));
  expect((await fetch()).content).toEqual(content);
  expect((await fetch()).content).toEqual(content);
  expect(asked).toEqual(["prefix"]);
});

test.each([0, 1, 2])("segments are put together whichever comes first (%i)", async (forPrefix) => {
  const { asked, fetch } = open(segmentize(name, content, 10, 1), { forPrefix });
  expect((await fetch()).content).toEqual(content);
  expect(asked).toHaveLength(3);
  expect(new Set(asked).size).toBe(3);
});

test("a publisher that tells the last segment only in the last one is followed to its end", async () => {
  const packets = segmentize(name, content, 10, 1);
  forgetLast(packets[0]!);
  forgetLast(packets[1]!);
  const { fetch } = open(packets);
  expect((await fetch()).content).toEqual(content);
});

test("what is stored is not asked for again", async () => {
  const packets = segmentize(name, content, 10, 1);
  const { asked, store, fetch } = open(packets);
  for (const segment of [0, 2]) {
    const data = packets[segment]!;
    await store.put({ ...id, name: data.name, segment, packet: Encoder.encode(data), own: false });
  }
  expect((await fetch()).content).toEqual(content);
  expect(asked).toEqual(["50=%01"]);
});

test("a segment that cannot be had fails the publication", async () => {
  const packets = segmentize(name, content, 10, 1);
  packets.splice(1, 1);
  await expect(open(packets).fetch()).rejects.toMatchObject({ code: "fetch-failed" });
});

test.each([
  ["one packet", segmentize(name, content, 100, 1)],
  ["segments", segmentize(name, content, 10, 1)],
])("a publication in %s that is larger than allowed is given up", async (_, packets) => {
  const { fetch } = open(packets, { publicationSizeMax: 24 });
  await expect(fetch()).rejects.toMatchObject({ code: "fetch-failed" });
});

test("a last segment far away is refused before it is walked to", async () => {
  const packets = segmentize(name, content, 10, 1);
  packets[0]!.finalBlockId = segmentize(name, new Uint8Array(70_000), 1, 1).at(-1)!.name.at(-1);
  const { asked, fetch } = open(packets, { publicationSizeMax: 60_000 });
  await expect(fetch()).rejects.toMatchObject({ code: "fetch-failed" });
  expect(asked).toEqual(["prefix"]);
});

test("a store that is full costs the copy, not the publication", async () => {
  const { store, errors, fetch } = open(segmentize(name, content, 100, 1));
  store.put = () => Promise.reject(new SvsError("store-full", "full"));
  expect((await fetch()).content).toEqual(content);
  expect(errors.map(({ code }) => code)).toEqual(["store-full"]);
});

test("what is not to be kept is fetched again", async () => {
  const { asked, store, fetch } = open(segmentize(name, content, 10, 1), { keeps: false });
  expect((await fetch()).content).toEqual(content);
  expect((await fetch()).content).toEqual(content);
  expect(asked).toEqual(["prefix", "seg=1", "seg=2", "prefix", "seg=1", "seg=2"].map(shown));
  expect(store.byteLength).toBe(0);
});

test("single packets: the only one, the first though another segment answers for the prefix, and a later one", async () => {
  const whole = open(segmentize(name, content, 100, 1));
  expect((await whole.packet(0)).name.equals(name)).toBe(true);
  const cut = segmentize(name, content, 10, 1);
  const { packet } = open(cut, { forPrefix: 1 });
  expect((await packet(0)).name.equals(cut[0]!.name)).toBe(true);
  expect((await packet(2)).content).toEqual(cut[2]!.content);
  await expect(packet(3)).rejects.toMatchObject({ code: "fetch-failed" });
});

function shown(segment: string): string {
  return segment === "prefix" ? segment : `${segmentComponent(Number(segment.slice(4)))}`;
}

function forgetLast(data: Data): void {
  data.isFinalBlock = false;
}

test("a publisher whose packets have no end is given up, empty as they may be", async () => {
  const packets = segmentize(name, content, 1, 1);
  for (const data of packets) {
    data.content = new Uint8Array(0);
    forgetLast(data);
  }
  const { asked, fetch } = open(packets, { segmentsMax: 8 });
  await expect(fetch()).rejects.toMatchObject({
    code: "fetch-failed",
    message: expect.stringMatching(/more than 8/),
  });
  expect(asked).toHaveLength(8);
});

test.each([1e15, Number.MAX_SAFE_INTEGER])(
  "a last packet that would be number %d is not waited for",
  async (last) => {
    const [first] = segmentize(name, content, 10, 1);
    first!.finalBlockId = segmentComponent(last);
    const { asked, fetch } = open([first!]);
    await expect(fetch()).rejects.toMatchObject({ code: "fetch-failed" });
    expect(asked).toHaveLength(1);
  },
);

test("a last packet whose number is above 2^53-1 is none: the publication ends where its packets do", async () => {
  const [first] = segmentize(name, content, 10, 1);
  first!.finalBlockId = new Component(0x32, Uint8Array.of(0, 0x20, 0, 0, 0, 0, 0, 0));
  const { asked, fetch } = open([first!]);
  await expect(fetch()).rejects.toMatchObject({ code: "fetch-failed" });
  expect(asked).toHaveLength(2);
});

test("packets that contradict each other are given up, and nothing else fails", async () => {
  const packets = segmentize(name, Uint8Array.from({ length: 60 }), 10, 1);
  packets[5]!.finalBlockId = segmentComponent(2);
  const { fetch } = open(packets, { forPrefix: 5 });
  await expect(fetch()).rejects.toMatchObject({
    code: "fetch-failed",
    message: expect.stringMatching(/behind the last/),
  });
});
