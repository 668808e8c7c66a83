// An application's file, type-checked against the published declarations: what it takes as right
// must be right, and what it takes as wrong must be refused, so that nothing has turned into `any`.
import { MemoryPublicationStore, type Publication, SvSync, SvsError, type Transport } from "@svs/core";
import { Forwarder } from "@svs/forwarder";
import { SvSyncHealth } from "@svs/health";
import { GroupKey } from "@svs/security";
import { SvSyncFollower, SvSyncShared } from "@svs/shared";
import { figuresOf, runMachines, type Scenario } from "@svs/sim";
import { LevelStorage } from "@svs/storage-level";
import type { StateVector } from "@svs/tlv";
import { NfdTransport } from "@svs/transport-nfd";
import { SvSyncWorker } from "@svs/worker";
import { hostMember } from "@svs/worker/host";

export async function chat(uri: string, signal: AbortSignal): Promise<readonly string[]> {
  await using transport = await NfdTransport.connect({ uri, signal });
  await using svs = await SvSync.open({
    transport,
    group: "/chat",
    node: "/alice",
    publicationStore: new MemoryPublicationStore({ byteLimit: 1_000_000 }),
  });
  const own: Publication = await svs.publish("hello", { signal });
  const heard: string[] = [`${own.node} #${own.seqNo}`];
  svs.addEventListener("update", ({ detail }) => {
    heard.push(`${detail.node}: ${detail.low}..${detail.high}`);
  });
  for await (const publication of svs.publications({ signal })) {
    heard.push(publication.text());
  }
  const state: StateVector = svs.getState();
  return state.size > 0 ? heard : [];
}

export async function remember(transport: Transport, place: string): Promise<number> {
  await using storage = await LevelStorage.open(place, { byteLimit: 1_000_000 });
  const { publications: publicationStore, state: stateStore } = storage;
  await using svs = await SvSync.open({ transport, group: "/g", node: "/a", publicationStore, stateStore });
  return svs.bootstrapTime;
}

export async function family(transport: Transport): Promise<readonly string[]> {
  const group = "/family";
  const key = await GroupKey.fromWords("some words of ours", group);
  await using svs = await SvSyncShared.open({ ...key.security(), transport, group, node: "/a" });
  await using follower = await SvSyncFollower.open({ ...key.security(), transport, group });
  await using health = await SvSyncHealth.open({ transport, group: "/alive", node: "/a" });
  const renewed: string[] = [];
  health.addEventListener("renewed", ({ detail }) => {
    renewed.push(detail.uri);
  });
  const { content }: { content: Uint8Array } = await svs.fetchDataPacket("/b", 1);
  return [...renewed, ...health.alive, ...follower.status.members.map(({ node }) => node)]
    .map(String)
    .concat(`${content.length}`);
}

export function inWorker(transport: Transport): void {
  hostMember(({ node }: { node: string }, { signal }) => {
    return SvSync.open({ transport, group: "/g", node, signal });
  });
}

export async function fromMainThread(port: MessagePort): Promise<number> {
  await using svs = await SvSyncWorker.open(port, { node: "/a" });
  const { seqNo }: Publication = await svs.publish(new Uint8Array(9), { transfer: true });
  return seqNo + (await svs.status).members.length;
}

export function explain(error: unknown): string {
  return SvsError.is(error, "forwarder-unreachable") ? error.message : String(error);
}

export async function host(): Promise<readonly string[]> {
  await using forwarder = await Forwarder.start({ tcp: { port: 0 } });
  return forwarder.uris;
}

export async function simulate(scenario: Scenario): Promise<number | undefined> {
  const runs = [await runMachines(scenario, 1)];
  return figuresOf(runs).find(({ name }) => name === "publish to known, p99")?.estimate.value;
}

export const asPort = (transport: NfdTransport): Transport => transport;

// @ts-expect-error a member needs a group and a name
export const incomplete = SvSync.open({ transport: undefined });
// @ts-expect-error a storage has a place
export const nowhere = LevelStorage.open();
// @ts-expect-error a follower publishes nothing
export const loud = (follower: SvSyncFollower) => follower.publish("hello");
// @ts-expect-error a scenario has members
export const deserted: Scenario = { name: "deserted", duration: 1000 };
// @ts-expect-error no such code
export const misspelt = SvsError.is(undefined, "forwarder-unreachible");
// @ts-expect-error what is read in a worker is a promise
export const tooSoon = (svs: SvSyncWorker): number => svs.bootstrapTime;
// @ts-expect-error a content is octets or text
export const wrong = (svs: SvSync) => svs.publish(42);
// @ts-expect-error a sequence number is a number
export const text = (publication: Publication): string => publication.seqNo;
