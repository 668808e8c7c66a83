import { Name } from "@ndn/packet";
import { SvSync } from "@svs/core";
import { ndnts } from "@svs/core/dialects";
import { Forwarder } from "@svs/forwarder";
import { NfdTransport } from "@svs/transport-nfd";
import { expect, onTestFinished, test, vi } from "vitest";
import { Memory } from "../../interop/programs/ndnts/memory.js";
import { NdntsMember } from "../../interop/programs/ndnts/ndnts-member.js";
import type { MemberEvent } from "../../interop/src/peer/member-event.js";

const group = new Name("/peers");
const PATIENCE = { timeout: 10_000 };

async function open() {
  const forwarder = await Forwarder.start({ tcp: { port: 0 }, unix: false, ws: false, udp: false });
  const uri = forwarder.uris[0]!;
  onTestFinished(() => forwarder.close());
  const connect = async (node: string): Promise<SvSync> => {
    const transport = await NfdTransport.connect({ uri });
    const svs = await SvSync.open({ transport, group, node, dialect: ndnts });
    onTestFinished(async () => {
      await svs.close();
      await transport.close();
    });
    return svs;
  };
  const ours = await connect("/ours");
  const told: MemberEvent[] = [];
  const theirs = await NdntsMember.join({
    version: "v3",
    forwarder: uri,
    group,
    node: new Name("/theirs"),
    memory: new Memory(),
    tell: (event) => told.push(event),
  });
  onTestFinished(() => theirs.close());
  return { ours, theirs, told, connect };
}

test("NDNts learns of what we publish, fetches and verifies it", async () => {
  const { ours, told } = await open();
  await ours.publish("one");
  await ours.publish("two");
  const texts = (): string[] => told.flatMap((event) => (event.is === "delivered" ? [event.text] : []));
  await vi.waitFor(() => expect(texts()).toEqual(["one", "two"]), PATIENCE);
  expect(told.filter(({ is }) => is === "failed")).toEqual([]);
});

test("we learn of what NDNts publishes, fetch and verify it", async () => {
  const { ours, theirs } = await open();
  theirs.publish("hello from NDNts");
  theirs.publish("and again");
  const reading = ours.publications();
  const texts = [await reading.next(), await reading.next()].map(({ value }) => value?.text());
  expect(texts).toEqual(["hello from NDNts", "and again"]);
  expect(Object.values(ours.status.counters.dropped)).toEqual(
    Object.values(ours.status.counters.dropped).map(() => 0),
  );
});

test("a member of ours that joins late is answered by NDNts, and gets the history", async () => {
  const { theirs, connect } = await open();
  theirs.publish("early");
  const late = await connect("/late");
  const { value } = await late.publications().next();
  expect(value?.text()).toBe("early");
});
