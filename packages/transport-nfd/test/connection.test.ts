import { Data, digestSigning, Interest, Name } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import type { TransportStatus } from "@svs/core";
import { NfdTransport, type NfdTransportOptions } from "@svs/transport-nfd";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeForwarder } from "./fake-forwarder.js";
import { ManualClock } from "./manual-clock.js";
import { whenStatus } from "./when-status.js";

let forwarder: FakeForwarder;
const opened: NfdTransport[] = [];
beforeEach(async () => {
  forwarder = await FakeForwarder.listen("tcp");
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((transport) => transport.close()));
  await forwarder[Symbol.asyncDispose]();
});

async function connect(options: NfdTransportOptions = {}): Promise<NfdTransport> {
  const transport = await NfdTransport.connect({
    uri: forwarder.uri,
    reconnect: { initial: 1, max: 5 },
    ...options,
  });
  opened.push(transport);
  return transport;
}

function statusesOf(transport: NfdTransport): TransportStatus[] {
  const statuses: TransportStatus[] = [];
  transport.addEventListener("status", ({ detail }) => void statuses.push(detail));
  return statuses;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const silence = (): undefined => undefined;

/** An Interest of exactly that many octets. */
async function interestOfSize(octets: number): Promise<Interest> {
  const make = async (size: number): Promise<Interest> => {
    const interest = new Interest("/large", Interest.Lifetime(60_000), new Uint8Array(size));
    await interest.updateParamsDigest();
    return interest;
  };
  return make(2 * octets - Encoder.encode(await make(octets)).length);
}

describe("sending", () => {
  test("an Interest arrives octet for octet, with a Nonce and nothing pending", async () => {
    const clock = new ManualClock();
    const transport = await connect({ clock });
    const timers = clock.size;
    const interest = new Interest(
      "/a",
      Interest.CanBePrefix,
      Interest.Lifetime(1_000),
      Uint8Array.of(1, 2, 3),
    );
    await interest.updateParamsDigest();
    expect(transport.send(interest)).toBe("sent");
    await forwarder.until(() => forwarder.face.interests.length === 1);
    const [arrived] = forwarder.face.interests as [Interest];
    expect(arrived.name.equals(interest.name)).toBe(true);
    expect([...arrived.appParameters!]).toEqual([1, 2, 3]);
    expect(arrived.nonce).toBeDefined();
    expect(interest.nonce).toBeUndefined();
    expect(clock.size).toBe(timers);
  });

  test("the same Interest twice has two Nonces; a Nonce that is there stays", async () => {
    const transport = await connect();
    const interest = new Interest("/a");
    transport.send(interest);
    transport.send(interest);
    transport.send(new Interest("/a", Interest.Nonce(7)));
    await forwarder.until(() => forwarder.face.interests.length === 3);
    const nonces = forwarder.face.interests.map(({ nonce }) => nonce);
    expect(new Set(nonces).size).toBe(3);
    expect(nonces[2]).toBe(7);
  });

  test("packetSizeMax octets go through, one more is refused before any of it is sent", async () => {
    const transport = await connect();
    const [fits, large] = [await interestOfSize(8_772), await interestOfSize(8_773)];
    expect(() => transport.send(large)).toThrow(expect.objectContaining({ code: "packet-too-large" }));
    await expect(transport.express(large)).rejects.toMatchObject({ code: "packet-too-large" });
    expect(transport.send(fits)).toBe("sent");
    await forwarder.until(() => forwarder.face.interests.length > 0);
    expect(forwarder.face.frames.map(({ length }) => length)).toEqual([8_772]);
  });

  test("what cannot be encoded is refused", async () => {
    const transport = await connect();
    expect(() => transport.send(new Interest("/"))).toThrow(
      expect.objectContaining({ code: "invalid-argument" }),
    );
  });

  test("a full buffer drops", async () => {
    const transport = await connect({ writeBufferMax: 20_000 });
    const interest = await interestOfSize(8_772);
    const results = Array.from({ length: 2_000 }, () => transport.send(interest));
    expect(results[0]).toBe("sent");
    expect(results.at(-1)).toBe("dropped");
    expect(transport.statistics.dropped).toBe(results.filter((result) => result === "dropped").length);
  });
});

describe("without a connection", () => {
  test("nothing is sent, nothing is queued, nothing stays pending", async () => {
    const clock = new ManualClock();
    const transport = await connect({ clock });
    const pending = transport.express(new Interest("/pending", Interest.Lifetime(60_000)));
    const rejected = expect(pending).rejects.toMatchObject({
      code: "not-connected",
      message: expect.stringContaining("was lost"),
    });
    await forwarder.until(() => forwarder.face.interests.length === 1);
    forwarder.face.cut();
    await whenStatus(transport, "down");
    await rejected;
    expect(transport.send(new Interest("/queued"))).toBe("dropped");
    await expect(transport.express(new Interest("/early"))).rejects.toMatchObject({ code: "not-connected" });
    clock.advance(100);
    await whenStatus(transport, "up");
    transport.send(new Interest("/next"));
    await forwarder.until(() => forwarder.face.interests.length > 0);
    expect(forwarder.face.interests.map(({ name }) => String(name))).toEqual(["/8=next"]);
  });

  test("the first attempt to restore it comes within tens of milliseconds, later ones ever later", async () => {
    const clock = new ManualClock();
    const transport = await connect({
      clock,
      reconnect: { initial: 25, max: 1_000 },
      random: { next: () => 0.999 },
    });
    await forwarder[Symbol.asyncDispose]();
    await whenStatus(transport, "down");
    const delays: number[] = [];
    for (let i = 0; i < 8; ++i) {
      await until(() => clock.size === 1 && clock.nextDelay! < 2_000);
      delays.push(clock.nextDelay!);
      clock.advance(clock.nextDelay!);
    }
    expect(delays.map((delay) => Math.round(delay / 1.499))).toEqual([
      25, 50, 100, 200, 400, 800, 1_000, 1_000,
    ]);
    forwarder = await FakeForwarder.listen("tcp");
  });

  test("a prefix may be asked for, and is served when there is one", async () => {
    const clock = new ManualClock();
    const transport = await connect({ clock });
    forwarder.face.cut();
    await whenStatus(transport, "down");
    const serving = transport.serve(new Name("/a"), silence);
    await clock.whenArmed(0, 10);
    clock.advance(10);
    await serving;
    expect(forwarder.log).toEqual(["rib/register /8=a"]);
    await whenStatus(transport, "up");
  });

  test("with reconnect: false it is the end", async () => {
    const transport = await connect({ reconnect: false });
    const statuses = statusesOf(transport);
    forwarder.face.cut();
    await whenStatus(transport, "closed");
    expect(statuses).toEqual(["down", "closed"]);
  });
});

describe("waiting for a forwarder that is not there yet", () => {
  /** An attempt to connect to where nobody listens so far. */
  async function attempt(signal?: AbortSignal) {
    const { uri } = forwarder;
    await forwarder[Symbol.asyncDispose]();
    const clock = new ManualClock();
    const connecting = connect({ uri, clock, signal, waitForForwarder: true });
    await clock.whenArmed(0, 10);
    return { uri, clock, connecting };
  }

  test("goes on until there is one", async () => {
    const { uri, clock, connecting } = await attempt();
    clock.advance(10);
    await clock.whenArmed(0, 10);
    forwarder = await FakeForwarder.listen("tcp", Number(new URL(uri).port));
    clock.advance(10);
    const transport = await connecting;
    expect(transport.status).toBe("up");
    expect(transport.statistics.connections).toBe(1);
  });

  test("is given up by a signal, and leaves no timer", async () => {
    const controller = new AbortController();
    const { clock, connecting } = await attempt(controller.signal);
    controller.abort();
    await expect(connecting).rejects.toMatchObject({ code: "aborted" });
    expect(clock.size).toBe(0);
    forwarder = await FakeForwarder.listen("tcp");
  });

  test("is for silence alone: what a person must put right rejects at once", async () => {
    await expect(connect({ uri: "nowhere", waitForForwarder: true })).rejects.toMatchObject({
      code: "invalid-argument",
    });
  });
});

describe("a new connection", () => {
  test("is up only after every prefix is registered again", async () => {
    const transport = await connect();
    await transport.serve(new Name("/a"), silence);
    await transport.serve(new Name("/b"), silence);
    const statuses = statusesOf(transport);
    const answers: (() => void)[] = [];
    forwarder.onCommand = () => new Promise((resolve) => answers.push(() => resolve([200, "OK"])));
    forwarder.face.cut();
    await until(() => answers.length === 2);
    expect(statuses).toEqual(["down", "connecting"]);
    expect(transport.send(new Interest("/x"))).toBe("dropped");
    answers[0]!();
    await until(() => transport.statistics.dataReceived === 3);
    expect(transport.status).toBe("connecting");
    answers[1]!();
    await whenStatus(transport, "up");
    expect(statuses).toEqual(["down", "connecting", "up"]);
  });

  test("a prefix that is refused again is told, and tried until it is accepted", async () => {
    const clock = new ManualClock();
    const transport = await connect({ clock });
    await transport.serve(new Name("/a"), silence);
    const codes: unknown[] = [];
    transport.addEventListener("registration-failed", ({ detail }) => void codes.push(detail.statusCode));
    forwarder.onCommand = () => [500, "busy"];
    forwarder.face.cut();
    await whenStatus(transport, "down");
    await clock.whenArmed(0, 10);
    clock.advance(10);
    await until(() => codes.length === 1);
    expect(transport.status).toBe("connecting");
    await until(() => clock.nextDelay !== undefined);
    clock.advance(1_000);
    await until(() => codes.length === 2);
    forwarder.onCommand = () => [200, "OK"];
    await until(() => clock.nextDelay !== undefined);
    clock.advance(2_000);
    await whenStatus(transport, "up");
    expect(codes).toEqual([500, 500]);
    expect(forwarder.faces).toHaveLength(2);
  });

  test("on which the forwarder stays silent is given up for another", async () => {
    const clock = new ManualClock();
    const transport = await connect({ clock });
    await transport.serve(new Name("/a"), silence);
    forwarder.onCommand = ({ face }) => (face === forwarder.faces[1] ? "silence" : [200, "OK"]);
    forwarder.face.cut();
    await whenStatus(transport, "down");
    await clock.whenArmed(0, 10);
    clock.advance(10);
    for (const [i, wait] of [1_000, 2_000, 4_000].entries()) {
      await forwarder.until(() => forwarder.log.length === 2 + i);
      clock.advance(wait);
    }
    await whenStatus(transport, "down");
    await clock.whenArmed(0, 10);
    clock.advance(10);
    await whenStatus(transport, "up");
    expect(forwarder.faces).toHaveLength(3);
    expect(forwarder.faces[1]!.open).toBe(false);
  });

  test("settles for a while before it is up, if asked to", async () => {
    const clock = new ManualClock();
    const transport = await connect({ clock });
    await transport.close();
    let resolved = false;
    const connecting = connect({ clock, settle: 100 }).then((settled) => {
      resolved = true;
      return settled;
    });
    await clock.whenArmed(100, 100);
    expect(resolved).toBe(false);
    clock.advance(100);
    expect((await connecting).status).toBe("up");
  });
});

describe("keeping alive", () => {
  test("a silent forwarder is asked after keepAlive, and replaced if it does not answer", async () => {
    const clock = new ManualClock();
    const transport = await connect({ clock, keepAlive: 10_000 });
    await transport.serve(new Name("/a"), silence);
    clock.advance(9_999);
    expect(forwarder.log).toHaveLength(1);
    clock.advance(1);
    await forwarder.until(() => forwarder.log.length === 2);
    expect(transport.status).toBe("up");

    forwarder.onCommand = () => "silence";
    await clock.whenArmed(10_000, 10_000);
    clock.advance(10_000);
    for (const [i, wait] of [1_000, 2_000, 4_000].entries()) {
      await forwarder.until(() => forwarder.log.length === 3 + i);
      clock.advance(wait);
    }
    await whenStatus(transport, "down");
    await until(() => !forwarder.faces[0]!.open);
    forwarder.onCommand = () => [200, "OK"];
    await clock.whenArmed(0, 10);
    clock.advance(10);
    await whenStatus(transport, "up");
  });

  test("a forwarder that is heard of is left alone", async () => {
    const clock = new ManualClock();
    const transport = await connect({ clock, keepAlive: 10_000 });
    await transport.serve(new Name("/a"), silence);
    for (let i = 1; i <= 3; ++i) {
      clock.advance(6_000);
      forwarder.face.send(new Interest("/a/1"));
      await until(() => transport.statistics.interestsReceived === i);
    }
    expect(forwarder.log).toEqual(["rib/register /8=a"]);
    // Looked at after 10 s and 16 s, and the next time 10 s after what was heard at 12 s; no command under way.
    expect(clock.nextDelay).toBe(4_000);
  });

  test("without a served prefix an empty packet is sent", async () => {
    const clock = new ManualClock();
    await connect({ clock, keepAlive: 10_000 });
    clock.advance(10_000);
    await until(() => forwarder.face.frames.length === 1);
    expect([...forwarder.face.frames[0]!]).toEqual([0x64, 0]);
  });

  test("on UDP, registrations are refreshed whatever arrives", async () => {
    await using udp = await FakeForwarder.listen("udp");
    const clock = new ManualClock();
    const connecting = NfdTransport.connect({ uri: udp.uri, clock, keepAlive: 10_000 });
    await clock.whenArmed(20, 20);
    clock.advance(20);
    await using transport = await connecting;
    await transport.serve(new Name("/a"), silence);
    clock.advance(9_000);
    udp.face.send(new Interest("/a/1"));
    await until(() => transport.statistics.interestsReceived === 1);
    clock.advance(1_000);
    await udp.until(() => udp.log.length === 2);
    expect(udp.log).toEqual(["rib/register /8=a", "rib/register /8=a"]);
  });
});

describe("hostile octets", () => {
  test("are counted and forgotten", async () => {
    const transport = await connect();
    const hostile = [
      [0x05, 0],
      [0x05, 2, 0x07, 9],
      [0x06, 3, 0x07, 1, 0xfd],
      [0x80, 0],
      [0x64, 2, 0x50, 5],
      [0x64, 4, 0x50, 2, 0x80, 0],
      [0x64, 3, 0x63, 1, 0],
      [0x64, 8, 0x52, 1, 0, 0x53, 1, 2, 0x50, 0],
    ];
    for (const octets of hostile) {
      forwarder.face.sendOctets(Uint8Array.from(octets));
    }
    forwarder.face.sendOctets(Uint8Array.of(0x64, 0));
    const data = new Data("/unsolicited");
    await digestSigning.sign(data);
    forwarder.face.send(data);
    await until(() => transport.statistics.unsolicited === 1);
    expect(transport.statistics.malformed).toBe(hostile.length);
    expect(transport.status).toBe("up");
  });

  test("that cannot be followed end the connection, not the transport", async () => {
    const transport = await connect();
    forwarder.face.sendOctets(Uint8Array.of(0x06, 0xfe, 0xff, 0xff, 0xff, 0xff));
    await whenStatus(transport, "down");
    expect(transport.statistics.malformed).toBe(1);
    await whenStatus(transport, "up");
  });
});

describe("closing", () => {
  test("ends everything, once, and nothing happens afterwards", async () => {
    const transport = await connect();
    await transport.serve(new Name("/a"), silence);
    const statuses = statusesOf(transport);
    const pending = [
      transport.express(new Interest("/p", Interest.Lifetime(60_000))),
      (() => {
        forwarder.onCommand = () => "silence";
        return transport.serve(new Name("/b"), silence);
      })(),
    ].map((promise) => promise.catch((error: unknown) => error));
    await Promise.all([transport.close(), transport.close()]);
    expect(await Promise.all(pending)).toMatchObject([{ code: "closed" }, { code: "closed" }]);
    expect(() => transport.send(new Interest("/a"))).toThrow(expect.objectContaining({ code: "closed" }));
    await expect(transport.express(new Interest("/a"))).rejects.toMatchObject({ code: "closed" });
    await expect(transport.serve(new Name("/c"), silence)).rejects.toMatchObject({ code: "closed" });
    await forwarder.until(() => !forwarder.face.open);
    expect(statuses).toEqual(["closed"]);
    expect(forwarder.faces).toHaveLength(1);
  });

  test("what was sent just before still arrives", async () => {
    const transport = await connect();
    transport.send(new Interest("/farewell"));
    await transport.close();
    await forwarder.until(() => forwarder.face.interests.length === 1);
  });

  test("and so does much more than the system takes at once", async () => {
    const transport = await connect({ clock: new ManualClock(), writeBufferMax: 64 * 1024 * 1024 });
    const interest = await interestOfSize(8_772);
    const results = Array.from({ length: 1_500 }, () => transport.send(interest));
    expect(new Set(results)).toEqual(new Set(["sent"]));
    await transport.close();
    await forwarder.until(() => forwarder.face.interests.length === 1_500);
  });

  test("on UDP does not make the application wait for the forwarder's farewell", async () => {
    await using udp = await FakeForwarder.listen("udp");
    const clock = new ManualClock();
    const connecting = NfdTransport.connect({ uri: udp.uri, clock });
    await clock.whenArmed(20, 20);
    clock.advance(20);
    const transport = await connecting;
    await transport.serve(new Name("/a"), silence);
    udp.onCommand = () => "silence";
    const pending = transport.express(new Interest("/p", Interest.Lifetime(60_000)));
    const rejected = expect(pending).rejects.toMatchObject({ code: "closed" });
    const closing = transport.close();
    await rejected;
    await udp.until(() => udp.log.includes("rib/unregister /8=a"));
    clock.advance(1_000);
    await closing;
    expect(clock.size).toBe(0);
  });

  test("while down stops the attempts and leaves no timer", async () => {
    const clock = new ManualClock();
    const transport = await connect({ clock });
    forwarder.face.cut();
    await whenStatus(transport, "down");
    await transport.close();
    expect(clock.size).toBe(0);
  });

  test("by a signal", async () => {
    const controller = new AbortController();
    const transport = await connect({ signal: controller.signal });
    controller.abort();
    expect(transport.status).toBe("closed");
    await forwarder.until(() => !forwarder.face.open);
  });
});

test("sentences write names as people do", async () => {
  const clock = new ManualClock();
  const transport = await connect({ clock });
  const messageOf = (promise: Promise<unknown>): Promise<string> =>
    promise.then(String, (error: Error) => error.message);
  const gone = AbortSignal.abort();
  const during = new AbortController();
  await transport.serve(new Name("/a/b"), silence);
  const sentences = [
    messageOf(transport.serve(new Name("/a/b"), silence)),
    messageOf(transport.serve(new Name("/c"), silence, { signal: gone })),
    messageOf(transport.express(new Interest("/d/e"), { signal: gone })),
    messageOf(transport.express(new Interest("/f/g"), { signal: during.signal })),
    messageOf(transport.express(new Interest("/h/i", Interest.Lifetime(700)))),
    messageOf(transport.express(new Interest("/"))),
  ];
  during.abort();
  clock.advance(700);
  expect(await Promise.all(sentences)).toEqual([
    "This transport serves /a/b already; dispose that first.",
    "Serving /c was given up.",
    "The Interest /d/e was given up.",
    "The Interest /f/g was given up.",
    "No Data came for /h/i within 700 ms.",
    "The Interest / cannot be encoded: invalid empty Interest name.",
  ]);
});

describe("express", () => {
  test("gives up when the signal says so, before and during", async () => {
    const transport = await connect();
    const controller = new AbortController();
    const pending = transport.express(new Interest("/a", Interest.Lifetime(60_000)), controller);
    const rejected = expect(pending).rejects.toMatchObject({ code: "aborted" });
    controller.abort();
    await rejected;
    await expect(transport.express(new Interest("/b"), controller)).rejects.toMatchObject({
      code: "aborted",
    });
    transport.send(new Interest("/c"));
    await forwarder.until(() => forwarder.face.interests.length === 2);
    expect(forwarder.face.interests.map(({ name }) => String(name))).toEqual(["/8=a", "/8=c"]);
  });

  test("waits one InterestLifetime and sends once", async () => {
    const clock = new ManualClock();
    const transport = await connect({ clock });
    const pending = transport.express(new Interest("/a", Interest.Lifetime(700)));
    const rejected = expect(pending).rejects.toMatchObject({ code: "timeout" });
    await clock.whenArmed(700, 700);
    clock.advance(700);
    await rejected;
    await forwarder.until(() => forwarder.face.interests.length === 1);
  });

  test("200 at once, answered in reverse", async () => {
    const transport = await connect();
    const datas = await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        const data = new Data(`/a/${i}`, Uint8Array.of(i));
        await digestSigning.sign(data);
        return data;
      }),
    );
    forwarder.onInterest = (_, face) => {
      if (face.interests.length === 200) {
        for (const data of datas.toReversed()) {
          face.send(data);
        }
      }
    };
    const answers = await Promise.all(
      datas.map(({ name }) => transport.express(new Interest(name, Interest.Lifetime(60_000)))),
    );
    expect(answers.map(({ content }) => content[0])).toEqual(datas.map(({ content }) => content[0]));
  });
});
