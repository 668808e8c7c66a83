import { Forwarder, type FwFace, type FwPacket, ReadvertiseDestination } from "@ndn/fw";
import { L3Face } from "@ndn/l3face";
import { TcpTransport } from "@ndn/node-transport";
import { Data, digestSigning, Interest, Name } from "@ndn/packet";
import { Decoder, Encoder } from "@ndn/tlv";
import { NdntsTransport } from "@svs/transport-nfd/ndnts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PacketQueue } from "../src/packet-queue.js";
import { FakeForwarder } from "./fake-forwarder.js";
import { whenStatus } from "./when-status.js";

const silence = (): undefined => undefined;
const opened: AsyncDisposable[] = [];
let fw: Forwarder;
beforeEach(() => {
  fw = Forwarder.create();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one[Symbol.asyncDispose]()));
  fw.close();
});

async function open(options: Parameters<typeof NdntsTransport.open>[0]): Promise<NdntsTransport> {
  const transport = await NdntsTransport.open({ reconnect: { initial: 1, max: 5 }, ...options });
  opened.push(transport);
  return transport;
}

async function makeData(name: string): Promise<Data> {
  const data = new Data(name, Uint8Array.of(1, 2, 3));
  await digestSigning.sign(data);
  return data;
}

describe("on a logical forwarder", () => {
  test("two members exchange Data octet for octet, and Sync Interests reach all but the sender", async () => {
    const members = [await open({ fw }), await open({ fw }), await open({ fw })] as const;
    const heard: number[] = [];
    const data = await makeData("/0/data");
    for (const [i, member] of members.entries()) {
      await member.serve(new Name("/sync"), () => void heard.push(i), { multicast: new Name("/sync") });
      await member.serve(new Name(`/${i}`), () => data);
    }
    expect(members[1].send(new Interest("/sync/1"))).toBe("sent");
    const answer = await members[2].express(new Interest("/0/data"));
    expect(Encoder.encode(answer)).toEqual(Encoder.encode(data));
    expect(heard.sort()).toEqual([0, 2]);
  });

  test("octets of an Interest reach who hears, Nonce and parameters with them; those of none are refused", async () => {
    const [one, two] = [await open({ fw }), await open({ fw })];
    const shown: Uint8Array[] = [];
    await one.serve(new Name("/a"), silence, { hear: (packet) => shown.push(packet) > 0 });
    const broken = Uint8Array.of(0x05, 4, 0x07, 2, 0x08, 9);
    expect(() => two.sendOctets(broken)).toThrow(expect.objectContaining({ code: "invalid-argument" }));
    const interest = new Interest("/a/1", Interest.Nonce(7), Uint8Array.of(6, 0));
    await interest.updateParamsDigest();
    expect(two.sendOctets(Encoder.encode(interest))).toBe("sent");
    await expect.poll(() => shown.length).toBe(1);
    // The logical forwarder takes its time off the lifetime.
    const { name, nonce, appParameters } = Decoder.decode(shown[0]!, Interest);
    expect([String(name), nonce, appParameters]).toEqual([String(interest.name), 7, interest.appParameters]);
  });

  test("prefixes are announced, and withdrawn when disposed and when closed", async () => {
    const announced: string[] = [];
    class Destination extends ReadvertiseDestination {
      protected override async doAdvertise(name: Name): Promise<void> {
        announced.push(`+${name}`);
      }
      protected override async doWithdraw(name: Name): Promise<void> {
        announced.push(`-${name}`);
      }
    }
    new Destination().enable(fw);
    const transport = await open({ fw });
    const registration = await transport.serve(new Name("/a"), silence);
    await transport.serve(new Name("/b"), silence);
    await registration[Symbol.asyncDispose]();
    const closing = transport.close();
    expect(fw.faces.size).toBe(0);
    await closing;
    while (announced.length < 3) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(announced.filter((one) => one.endsWith("b"))).toEqual(["+/8=b", "-/8=b"]);
  });

  test("tokens of the logical forwarder find their way back", async () => {
    const strict = Forwarder.create({ dataNoTokenMatch: false });
    const [one, two] = [await open({ fw: strict }), await open({ fw: strict })];
    const data = await makeData("/a/1");
    await one.serve(new Name("/a"), () => data);
    expect(Encoder.encode(await two.express(new Interest("/a/1")))).toEqual(Encoder.encode(data));
  });

  test("neither or both of fw and face are refused", async () => {
    await expect(open({})).rejects.toMatchObject({ code: "invalid-argument" });
    const face: FwFace.RxTx = { rx: new PacketQueue<FwPacket>(), tx: () => undefined };
    await expect(open({ fw, face })).rejects.toMatchObject({ code: "invalid-argument" });
  });
});

describe("over a face to a real forwarder", () => {
  test.each(["L3Face", "FwFace"])("an %s: prefixes and strategy are registered by commands", async (kind) => {
    await using forwarder = await FakeForwarder.listen("tcp");
    const { hostname, port } = new URL(forwarder.uri);
    const l3face = new L3Face(await TcpTransport.connect(hostname, Number(port)), { local: true });
    const face = kind === "L3Face" ? l3face : fw.addFace(l3face);
    if ("addRoute" in face) {
      face.addRoute(new Name("/"), false);
    }
    const transport = await open({ face });
    const data = await makeData("/a/1");
    await transport.serve(new Name("/a"), () => data, { multicast: new Name("/g") });
    expect(forwarder.log).toEqual(["rib/register /8=a", "strategy-choice/set /8=g"]);
    expect(forwarder.commands[0]!.parameters.flags).toBe(1);
    const token = Uint8Array.of(1, 2, 3, 4);
    forwarder.face.send(new Interest("/a/1"), token);
    await forwarder.until(() => forwarder.face.data.length === 1);
    expect(Encoder.encode(forwarder.face.data[0]!)).toEqual(Encoder.encode(data));
    expect([...forwarder.face.tokens[0]!]).toEqual([...token]);
  });

  test("that goes down and comes up again: everything is registered again before it is up", async () => {
    await using forwarder = await FakeForwarder.listen("tcp");
    const { hostname, port } = new URL(forwarder.uri);
    const l3face = new L3Face(await TcpTransport.connect(hostname, Number(port)), { local: true });
    const uplink = fw.addFace(l3face);
    uplink.addRoute(new Name("/"), false);
    const events: string[] = [];
    uplink.addEventListener("up", () => void events.push("uplink"));
    const transport = await open({ face: uplink, commandTimeout: 150 });
    transport.addEventListener("status", ({ detail }) => void events.push(detail));
    await transport.serve(new Name("/a"), silence);
    forwarder.commands.length = 0;
    forwarder.face.cut();
    await whenStatus(transport, "down");
    expect(transport.send(new Interest("/b"))).toBe("dropped");
    await whenStatus(transport, "up");
    expect(events).toEqual(["down", "uplink", "connecting", "up"]);
    expect(forwarder.log.at(-1)).toBe("rib/register /8=a");
    expect(forwarder.faces).toHaveLength(2);
  });
});
