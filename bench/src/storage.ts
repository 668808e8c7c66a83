import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Component, Data, digestSigning, Name } from "@ndn/packet";
import { Encoder, NNI } from "@ndn/tlv";
import type { PublicationStore, StoredPacket } from "@svs/core";
import { LevelStorage, type LevelStorageOptions } from "@svs/storage-level";
import type { Figure } from "./report.js";

const node = new Name("/alice");
const bootstrapTime = 1_767_225_600;

/** Publications of 100 octets, such that nothing in them can be compressed but their names. */
async function publications(count: number, own: boolean): Promise<StoredPacket[]> {
  let random = 1;
  const octets = (): Uint8Array =>
    Uint8Array.from({ length: 100 }, () => {
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
    const packets = others.reduce((sum, { packet }) => sum + packet.length, 0);
    const beside = (await octetsIn(place("others"))) - packets;
    const each = `of ${Math.round(packets / count)} octets`;
    return [
      { name: `storage, own packet ${each}: stored, on the medium`, value: power, unit: "µs" },
      { name: `storage, own packet ${each}: stored, durability process`, value: process, unit: "µs" },
      { name: `storage, packet of another ${each}: stored`, value: foreign, unit: "µs" },
      { name: `storage, packet ${each}: read`, value: read, unit: "µs" },
      { name: `storage, packet ${each}: octets beside it`, value: beside / count, unit: "octets" },
      { name: `storage, ${count} packets: opened`, value: opened, unit: "ms" },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}
