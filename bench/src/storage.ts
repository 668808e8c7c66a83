import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Component, Data, digestSigning, Name } from "@ndn/packet";
import { Encoder, NNI } from "@ndn/tlv";
import type { PublicationStore, StoredPacket } from "@svs/core";
import { LevelStorage, type LevelStorageOptions } from "@svs/storage-level";
import { ClassicLevel } from "classic-level";
import type { Figure } from "./report.js";

const node = new Name("/alice");
const bootstrapTime = 1_767_225_600;

/** Publications of so many octets, such that nothing in them can be compressed but their names. */
async function publications(count: number, own: boolean, length = 100): Promise<StoredPacket[]> {
  let random = 1;
  const octets = (): Uint8Array =>
    Uint8Array.from({ length }, () => {
      random = (random * 48_271) % 2_147_483_647;
      return random >> 8;
    });
  const packets: StoredPacket[] = [];
  for (let seqNo = 1; seqNo <= count; seqNo++) {
    const [time, number] = [bootstrapTime, seqNo].map((value) => Encoder.encode(NNI(value)));
    const name = node.append("group", new Component(56, time), new Component(58, number));
    const data = new Data(name, Data.FreshnessPeriod(10_000), octets());
    await digestSigning.sign(data);
    packets.push({ name, node, bootstrapTime, seqNo, segment: 0, packet: Encoder.encode(data), own });
  }
  return packets;
}

/** Microseconds of one of several operations, one after the other. */
async function timed<T>(items: readonly T[], operation: (item: T) => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  for (const item of items) {
    await operation(item);
  }
  return ((performance.now() - begun) * 1000) / items.length;
}

async function octetsIn(folder: string): Promise<number> {
  const files = (await readdir(folder)).filter((file) => /\.(ldb|log)$/.test(file));
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Runs `use` on a database in a folder, which is closed afterwards. */
async function storing<T>(
  folder: string,
  options: LevelStorageOptions,
  use: (store: PublicationStore) => Promise<T>,
): Promise<T> {
  await using storage = await LevelStorage.open(folder, options);
  return await use(storage.publications);
}

/** Octets in the files of a database, as its publications were written and after they were compacted, for each. */
async function sizeFigures(folder: string, packets: readonly StoredPacket[]): Promise<Figure[]> {
  await storing(folder, {}, async (store) => {
    for (const packet of packets) {
      await store.put(packet);
    }
  });
  const written = await octetsIn(folder);
  await using level = new ClassicLevel<Uint8Array, Uint8Array>(folder, { keyEncoding: "view" });
  await level.compactRange(Uint8Array.of(), new Uint8Array(64).fill(0xff));
  const compacted = await octetsIn(folder);
  const row = (when: string, octets: number): Figure => ({
    name: `storage, packet ${sizeOf(packets)}: on the disk, ${when}`,
    value: octets / packets.length,
    unit: "octets",
  });
  return [row("as it was written", written), row("compacted", compacted)];
}

/** As in `of 185 octets`. */
function sizeOf(packets: readonly StoredPacket[]): string {
  const octets = packets.reduce((sum, { packet }) => sum + packet.length, 0);
  return `of ${Math.round(octets / packets.length)} octets`;
}

/** A member's publications in LevelDB. */
export async function storageFigures(count: number): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "svs-bench-"));
  try {
    const own = await publications(count / 10, true);
    const others = await publications(count, false);
    const put = (packets: readonly StoredPacket[]) => (store: PublicationStore) =>
      timed(packets, (packet) => store.put(packet));
    const place = (name: string): string => join(folder, name);
    const power = await storing(place("power"), {}, put(own));
    const process = await storing(place("process"), { durability: "process" }, put(own));
    const foreign = await storing(place("others"), {}, put(others));
    const begun = performance.now();
    const { opened, read } = await storing(place("others"), {}, async (store) => ({
      opened: performance.now() - begun,
      read: await timed(others, ({ name }) => store.get(name, { canBePrefix: true })),
    }));
    const each = sizeOf(others);
    return [
      { name: `storage, own packet ${each}: stored, on the medium`, value: power, unit: "µs" },
      { name: `storage, own packet ${each}: stored, durability process`, value: process, unit: "µs" },
      { name: `storage, packet of another ${each}: stored`, value: foreign, unit: "µs" },
      { name: `storage, packet ${each}: read`, value: read, unit: "µs" },
      { name: `storage, ${count} packets: opened`, value: opened, unit: "ms" },
      ...(await sizeFigures(place("small"), others)),
      ...(await sizeFigures(place("large"), await publications(count, false, 1000))),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}
