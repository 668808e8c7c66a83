import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Data, digestSigning, Interest, Name } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import { NfdTransport } from "@svs/transport-nfd";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeForwarder } from "./fake-forwarder.js";
import { whenStatus } from "./when-status.js";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "svs-nfd-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function makeData(name: string, size: number): Promise<Data> {
  const data = new Data(
    name,
    Uint8Array.from({ length: size }, (_, i) => i % 251),
    Data.FreshnessPeriod(1),
  );
  await digestSigning.sign(data);
  return data;
}

/** A Data packet of exactly that many octets. */
async function makeDataOfSize(name: string, octets: number): Promise<Data> {
  const overhead = Encoder.encode(await makeData(name, octets)).length - octets;
  return makeData(name, octets - overhead);
}

describe.each(["unix", "tcp", "udp", "ws"] as const)("over %s", (kind) => {
  async function listen(): Promise<FakeForwarder> {
    return FakeForwarder.listen(kind === "unix" ? `/${join(directory, "nfd.sock").slice(1)}` : kind);
  }

  test("an Interest goes out and its Data comes back octet for octet, up to the largest packet", async () => {
    await using forwarder = await listen();
    await using transport = await NfdTransport.connect({ uri: forwarder.uri });
    const answer = await makeDataOfSize("/answer", 8_800);
    forwarder.onInterest = (_, face) => face.send(answer);
    const data = await transport.express(new Interest("/answer", Interest.Lifetime(60_000)));
    expect(Encoder.encode(data)).toEqual(Encoder.encode(answer));
    expect(Encoder.encode(data)).toHaveLength(8_800);
    expect(transport.status).toBe("up");
    expect(transport.uri).toBe(forwarder.uri);
    expect(transport.source).toBe("option");
  });

  test("an Interest is answered, its PIT token sent back, in frames that every forwarder takes", async () => {
    await using forwarder = await listen();
    await using transport = await NfdTransport.connect({ uri: forwarder.uri });
    const answer = await makeDataOfSize("/mine/1", transport.packetSizeMax);
    const heard: string[] = [];
    await transport.serve(new Name("/mine"), (interest) => {
      heard.push(String(interest.name));
      return answer;
    });
    const token = Uint8Array.of(1, 2, 3, 4, 5, 6);
    forwarder.face.send(new Interest("/mine/1"), token);
    await forwarder.until(() => forwarder.face.data.length === 1);
    expect(heard).toEqual(["/8=mine/8=1"]);
    expect(Encoder.encode(forwarder.face.data[0]!)).toEqual(Encoder.encode(answer));
    expect([...forwarder.face.tokens[0]!]).toEqual([...token]);
    const longest = Math.max(...forwarder.face.frames.map(({ length }) => length));
    expect(longest).toBeLessThanOrEqual(kind === "udp" ? 1_400 : 8_800);
  });

  test("a Nack rejects at once, with its reason", async () => {
    await using forwarder = await listen();
    await using transport = await NfdTransport.connect({ uri: forwarder.uri });
    const { Nack } = await import("@ndn/packet");
    forwarder.onInterest = (interest, face) => face.send(new Nack(interest, 150));
    await expect(transport.express(new Interest("/none", Interest.Lifetime(60_000)))).rejects.toMatchObject({
      code: "nack",
      reason: 150,
      message: "The forwarder refused the Interest /none: no route.",
    });
  });

  test("closing ends it on both sides", async () => {
    await using forwarder = await listen();
    const transport = await NfdTransport.connect({ uri: forwarder.uri });
    await transport.serve(new Name("/mine"), () => undefined);
    await transport.close();
    expect(transport.status).toBe("closed");
    if (kind === "udp") {
      expect(forwarder.log).toEqual(["rib/register /8=mine", "rib/unregister /8=mine"]);
    } else {
      await forwarder.until(() => !forwarder.face.open);
      expect(forwarder.log).toEqual(["rib/register /8=mine"]);
    }
  });
});

describe.each(["unix", "tcp", "ws"] as const)("a lost connection over %s", (kind) => {
  test("is replaced by a fresh one with everything registered, 20 times", async () => {
    await using forwarder = await FakeForwarder.listen(
      kind === "unix" ? `/${join(directory, "nfd.sock").slice(1)}` : kind,
    );
    await using transport = await NfdTransport.connect({
      uri: forwarder.uri,
      reconnect: { initial: 1, max: 5 },
    });
    await transport.serve(new Name("/a"), () => undefined, { multicast: new Name("/g") });
    await transport.serve(new Name("/b"), () => undefined, { multicast: new Name("/g") });
    const expected = ["rib/register /8=a", "rib/register /8=b", "strategy-choice/set /8=g"];
    for (let i = 1; i <= 20; ++i) {
      expect([...forwarder.log].sort()).toEqual(expected);
      forwarder.commands.length = 0;
      forwarder.face.cut();
      await whenStatus(transport, "down");
      await whenStatus(transport, "up");
      expect(forwarder.faces).toHaveLength(i + 1);
    }
    expect(transport.statistics.connections).toBe(21);
  });
});
