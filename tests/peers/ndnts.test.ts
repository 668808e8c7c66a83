import { Name } from "@ndn/packet";
import { SvSync } from "@svs/core";
import { ndnts } from "@svs/core/dialects";
import { Forwarder } from "@svs/forwarder";
import { NfdTransport } from "@svs/transport-nfd";
import { expect, onTestFinished, test, vi } from "vitest";
import { NdntsMember } from "./ndnts-member.js";

const group = new Name("/peers");

/** NDNts registers its prefixes behind its member's back: the first announcement may be too early. */
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
  const theirs = await NdntsMember.join(Number(new URL(uri).port), group, new Name("/theirs"));
  onTestFinished(() => theirs.close());
  return { ours, theirs, connect };
}

test("NDNts learns of what we publish", async () => {
  const { ours, theirs } = await open();
  await ours.publish("one");
  await ours.publish("two");
  await vi.waitFor(() => expect(theirs.heard.at(-1)).toMatch(/ours#\d..2$/), PATIENCE);
  expect(theirs.refused).toEqual([]);
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
