import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemoryPublicationStore, type Publication } from "@svs/core";
import { Forwarder } from "@svs/forwarder";
import { SvSyncFollower, SvSyncShared } from "@svs/shared";
import { NfdTransport } from "@svs/transport-nfd";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { GROUP, groupKey } from "./shared-group.js";

let folder: string;
let forwarder: Forwarder;
let uri: string;
const transports: NfdTransport[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "svs-shared-"));
  const path = join(folder, "nfd.sock");
  uri = `unix://${path}`;
  forwarder = await Forwarder.start({ unix: path, tcp: false, udp: false, ws: false });
});

afterEach(async () => {
  await Promise.all(transports.splice(0).map((transport) => transport.close()));
  await forwarder.close();
  await rm(folder, { recursive: true, force: true });
});

async function connect(): Promise<NfdTransport> {
  const transport = await NfdTransport.connect({ uri });
  transports.push(transport);
  return transport;
}

async function take(publications: AsyncIterable<Publication>, count: number): Promise<string[]> {
  const texts: string[] = [];
  for await (const publication of publications) {
    texts.push(publication.text());
    if (texts.length === count) {
      break;
    }
  }
  return texts;
}

test("over the embedded forwarder, what is left of a publisher that is gone is had from a member and a follower", async () => {
  const key = await groupKey();
  const open = async (node: string): Promise<SvSyncShared> =>
    SvSyncShared.open({ ...key, transport: await connect(), group: GROUP, node });
  const gone = await connect();
  const alice = await SvSyncShared.open({ ...key, transport: gone, group: GROUP, node: "/alice" });
  const bob = await open("/bob");
  const keeper = await SvSyncFollower.open({ ...key, transport: await connect(), group: GROUP });
  const texts = Array.from({ length: 100 }, (_, i) => `publication ${i + 1}`);
  await Promise.all(texts.map((text) => alice.publish(text)));
  expect(await take(bob.publications(), 100)).toEqual(texts);
  while (keeper.status.members[0]?.delivered !== 100) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  await gone.close();

  const carol = await open("/carol");
  expect(await take(carol.publications(), 100)).toEqual(texts);
  await carol.close();
  await bob.close();
  // Only the follower is left.
  const dave = await open("/dave");
  expect(await take(dave.publications(), 100)).toEqual(texts);
  await Promise.all([dave.close(), keeper.close(), alice.close()]);
});

test("over the embedded forwarder, a publisher that is there is asked alone", async () => {
  const open = async (node: string, publicationStore = new MemoryPublicationStore()): Promise<SvSyncShared> =>
    SvSyncShared.open({ transport: await connect(), group: GROUP, node, publicationStore });
  const held = new MemoryPublicationStore();
  // A holder whose way is older than the publisher's.
  const bob = await open("/bob", held);
  const alice = await open("/alice");
  const asked = vi.spyOn(held, "get");
  // Never asked for before, so the forwarder's content store does not have it.
  await alice.publish("one");
  const carol = await open("/carol");
  expect(await take(carol.publications(), 1)).toEqual(["one"]);
  expect(asked).not.toHaveBeenCalled();
  await Promise.all([alice.close(), bob.close(), carol.close()]);
});
