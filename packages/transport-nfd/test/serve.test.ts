import { Data, digestSigning, Interest, Name } from "@ndn/packet";
import type { RegistrationFailure } from "@svs/core";
import { NfdTransport, type NfdTransportOptions } from "@svs/transport-nfd";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Command, FakeForwarder } from "./fake-forwarder.js";
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

function failuresOf(transport: NfdTransport): RegistrationFailure[] {
  const failures: RegistrationFailure[] = [];
  transport.addEventListener("registration-failed", ({ detail }) => void failures.push(detail));
  return failures;
}

async function makeData(name: string, content = new Uint8Array()): Promise<Data> {
  const data = new Data(name, content);
  await digestSigning.sign(data);
  return data;
}

const silence = (): undefined => undefined;

describe("registering", () => {
  test("asks with ChildInherit and without Capture, as an application's route", async () => {
    const transport = await connect();
    await transport.serve(new Name("/a/b"), silence);
    expect(forwarder.log).toEqual(["rib/register /8=a/8=b"]);
    const [{ parameters, interest }] = forwarder.commands as [(typeof forwarder.commands)[number]];
    expect(parameters).toMatchObject({
      origin: 0,
      cost: 0,
      flags: 1,
      flagChildInherit: true,
      flagCapture: false,
    });
    expect(parameters.expirationPeriod).toBeUndefined();
    expect(interest.sigInfo?.time).toBeGreaterThan(1_600_000_000_000);
  });

  test("asks for the unversioned multicast strategy, once per prefix and connection", async () => {
    const transport = await connect();
    const multicast = new Name("/g");
    await transport.serve(new Name("/g/1"), silence, { multicast });
    await transport.serve(new Name("/g/2"), silence, { multicast });
    const strategies = forwarder.commands.filter(({ verb }) => verb === "strategy-choice/set");
    expect(strategies.map(({ prefix }) => prefix)).toEqual(["/8=g"]);
    expect(String(strategies[0]!.parameters.strategy)).toBe("/8=localhost/8=nfd/8=strategy/8=multicast");
  });

  test("leaves the strategy to the operator if told to", async () => {
    const transport = await connect({ setStrategy: false });
    await transport.serve(new Name("/g/1"), silence, { multicast: new Name("/g") });
    expect(forwarder.log).toEqual(["rib/register /8=g/8=1"]);
  });

  test("a refused strategy is an event, and the prefix is served all the same", async () => {
    const transport = await connect();
    const failures = failuresOf(transport);
    forwarder.onCommand = ({ verb }) => (verb === "rib/register" ? [200, "OK"] : [404, "Strategy not found"]);
    await transport.serve(new Name("/g/1"), silence, { multicast: new Name("/g") });
    expect(failures).toMatchObject([
      {
        command: "multicast",
        statusCode: 404,
        reason: "The forwarder did not set the multicast strategy on /g: 404 Strategy not found.",
      },
    ]);
    expect(String(failures[0]!.prefix)).toBe("/8=g");
  });

  test("a refusal rejects, is an event, and leaves nothing behind", async () => {
    const transport = await connect();
    const failures = failuresOf(transport);
    forwarder.onCommand = () => [403, "authorization rejected"];
    await expect(transport.serve(new Name("/a"), silence)).rejects.toMatchObject({
      code: "registration-failed",
      message: "The forwarder did not register /a: 403 authorization rejected.",
    });
    expect(failures).toMatchObject([{ command: "register", statusCode: 403 }]);
    forwarder.onCommand = () => [200, "OK"];
    await transport.serve(new Name("/a"), silence);
    expect(transport.status).toBe("up");
  });

  test("a signer that fails is told in words", async () => {
    const transport = await connect({
      commandSigner: { sign: () => Promise.reject(new Error("the key is locked")) },
    });
    await expect(transport.serve(new Name("/a"), silence)).rejects.toMatchObject({
      code: "registration-failed",
      message: "The forwarder did not register /a: the command could not be signed: the key is locked.",
    });
  });

  test("commands go where the option says", async () => {
    const transport = await connect({ commandPrefix: "/localhop/nfd" });
    await transport.serve(new Name("/a"), silence);
    expect(String(forwarder.commands[0]!.interest.name.getPrefix(4))).toBe(
      "/8=localhop/8=nfd/8=rib/8=register",
    );
  });

  test("nobody else's strategy is touched from another machine", async () => {
    const transport = await connect({ commandPrefix: "/localhop/nfd" });
    const failures = failuresOf(transport);
    await transport.serve(new Name("/g/1"), silence, { multicast: new Name("/g") });
    expect(forwarder.log).toEqual(["rib/register /8=g/8=1"]);
    expect(failures).toMatchObject([{ command: "multicast", statusCode: undefined }]);
    expect(failures[0]!.reason).toContain("nfdc strategy set /g multicast");
  });

  test("the same prefix twice is refused until the first is disposed", async () => {
    const transport = await connect();
    const first = await transport.serve(new Name("/a"), silence);
    await expect(transport.serve(new Name("/a"), silence)).rejects.toMatchObject({
      code: "invalid-argument",
    });
    const left = first[Symbol.asyncDispose]();
    await transport.serve(new Name("/a"), silence);
    await left;
    expect(forwarder.log).toEqual(["rib/register /8=a", "rib/unregister /8=a", "rib/register /8=a"]);
  });

  test("an abort ends the attempt, and later the registration", async () => {
    const transport = await connect();
    const before = new AbortController();
    before.abort();
    await expect(transport.serve(new Name("/a"), silence, before)).rejects.toMatchObject({ code: "aborted" });
    expect(forwarder.log).toEqual([]);

    const during = new AbortController();
    forwarder.onCommand = () => {
      during.abort();
      return [200, "OK"];
    };
    await expect(transport.serve(new Name("/b"), silence, during)).rejects.toMatchObject({ code: "aborted" });
    await forwarder.until(() => forwarder.log.includes("rib/unregister /8=b"));

    forwarder.onCommand = () => [200, "OK"];
    const after = new AbortController();
    await transport.serve(new Name("/c"), silence, after);
    after.abort();
    await forwarder.until(() => forwarder.log.includes("rib/unregister /8=c"));
  });
});

describe("a forwarder that does not answer commands at once", () => {
  test("is asked three times, with growing patience, before serve rejects", async () => {
    const clock = new ManualClock();
    const transport = await connect({ clock });
    const failures = failuresOf(transport);
    forwarder.onCommand = () => "silence";
    const serving = transport.serve(new Name("/a"), silence);
    const outcome = serving.catch((error: unknown) => error);
    for (const [i, wait] of [1_000, 2_000, 4_000].entries()) {
      await forwarder.until(() => forwarder.commands.length === i + 1);
      expect(forwarder.commands[i]!.interest.lifetime).toBe(wait);
      clock.advance(wait);
    }
    expect(await outcome).toMatchObject({
      code: "registration-failed",
      message: "The forwarder did not register /a: it does not answer.",
    });
    expect(failures).toMatchObject([{ statusCode: undefined }]);
    const times = forwarder.commands.map(({ interest }) => interest.sigInfo!.time!);
    expect(times).toEqual([...new Set(times)].sort());
  });

  test("on another machine may be one that its operator must open to us", async () => {
    const clock = new ManualClock();
    const transport = await connect({ clock, commandPrefix: "/localhop/nfd" });
    forwarder.onCommand = () => "silence";
    const outcome = transport.serve(new Name("/a"), silence).catch((error: unknown) => error);
    for (const [i, wait] of [1_000, 2_000, 4_000].entries()) {
      await forwarder.until(() => forwarder.commands.length === i + 1);
      clock.advance(wait);
    }
    expect(await outcome).toMatchObject({
      message:
        "The forwarder did not register /a: it does not answer; from other machines it takes commands if its operator lets it, under /localhop/nfd.",
    });
  });

  test("is served when it answers the second time, even after a Nack", async () => {
    const clock = new ManualClock();
    const transport = await connect({ clock });
    forwarder.onCommand = () => (forwarder.commands.length === 1 ? "nack" : [200, "OK"]);
    const serving = transport.serve(new Name("/a"), silence);
    await clock.whenArmed(1_000, 1_000);
    await forwarder.until(() => forwarder.commands.length === 1);
    while (transport.statistics.nacksReceived === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await clock.whenArmed(1_000, 1_000);
    clock.advance(1_000);
    await serving;
    expect(forwarder.log).toEqual(["rib/register /8=a", "rib/register /8=a"]);
  });

  test("is told of in words when its last answer was a Nack", async () => {
    const clock = new ManualClock();
    const transport = await connect({ clock });
    forwarder.onCommand = () => "nack";
    const outcome = transport.serve(new Name("/a"), silence).catch((error: unknown) => error);
    for (const wait of [1_000, 2_000]) {
      await clock.whenArmed(wait, wait);
      const { nacksReceived } = transport.statistics;
      await forwarder.until(() => forwarder.commands.length > nacksReceived);
      while (transport.statistics.nacksReceived === nacksReceived) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      await clock.whenArmed(wait, wait);
      clock.advance(wait);
    }
    expect(await outcome).toMatchObject({
      message: "The forwarder did not register /a: it takes no commands at /localhost/nfd (no route).",
    });
  });
});

describe("on UDP, where a forwarder listens for commands", () => {
  let clock: ManualClock;
  let udp: FakeForwarder;
  let transport: NfdTransport;
  beforeEach(async () => {
    clock = new ManualClock();
    udp = await FakeForwarder.listen("udp");
    const connecting = NfdTransport.connect({ uri: udp.uri, clock });
    await clock.whenArmed(20, 20);
    clock.advance(20);
    transport = await connecting;
  });
  afterEach(async () => {
    udp.onCommand = () => [200, "OK"];
    await transport.close();
    await udp[Symbol.asyncDispose]();
  });

  const prefixOf = ({ interest }: Command): string | undefined => interest.name.at(0).text;
  const asked = (): unknown[] => udp.commands.map(prefixOf);
  const refusal = [403, "not here"] as const;

  test("the second prefix is tried, and kept once it is accepted", async () => {
    udp.onCommand = (command) => (prefixOf(command) === "localhop" ? [200, "OK"] : "silence");
    const serving = transport.serve(new Name("/a"), silence);
    await udp.until(() => udp.commands.length === 1);
    clock.advance(1_000);
    await serving;
    await transport.serve(new Name("/b"), silence);
    expect(asked()).toEqual(["localhost", "localhop", "localhop"]);
  });

  test("a refusal at the second is not the last word while the first was only silent", async () => {
    udp.onCommand = (command) =>
      prefixOf(command) === "localhop" ? refusal : udp.commands.length === 1 ? "silence" : [200, "OK"];
    const failures = failuresOf(transport);
    const serving = transport.serve(new Name("/a"), silence);
    await udp.until(() => udp.commands.length === 1);
    clock.advance(1_000);
    await serving;
    await transport.serve(new Name("/b"), silence);
    expect(asked()).toEqual(["localhost", "localhop", "localhost", "localhost"]);
    expect(failures).toEqual([]);
  });

  test("nor is it for a command that began at the second", async () => {
    let refuse: (() => void) | undefined;
    udp.onCommand = (command) => {
      if (prefixOf(command) === "localhost") {
        return udp.commands.length === 1 ? "silence" : [200, "OK"];
      }
      return new Promise((resolve) => {
        const before = refuse;
        refuse = () => {
          before?.();
          resolve(refusal);
        };
      });
    };
    const first = transport.serve(new Name("/a"), silence);
    await udp.until(() => udp.commands.length === 1);
    clock.advance(1_000);
    await udp.until(() => udp.commands.length === 2);
    const second = transport.serve(new Name("/b"), silence);
    await udp.until(() => udp.commands.length === 3);
    refuse!();
    await Promise.all([first, second]);
    expect(asked()).toEqual(["localhost", "localhop", "localhop", "localhost", "localhost"]);
  });

  test("a refusal at the second is the answer if the first stays silent", async () => {
    udp.onCommand = (command) => (prefixOf(command) === "localhop" ? refusal : "silence");
    const outcome = transport.serve(new Name("/a"), silence).catch((error: unknown) => error);
    await udp.until(() => udp.commands.length === 1);
    clock.advance(1_000);
    await udp.until(() => udp.commands.length === 3);
    clock.advance(4_000);
    expect(await outcome).toMatchObject({
      code: "registration-failed",
      message: "The forwarder did not register /a: 403 not here.",
    });
    expect(asked()).toEqual(["localhost", "localhop", "localhost"]);
  });

  test("one that has answered is not left for another when it falls silent", async () => {
    await transport.serve(new Name("/a"), silence);
    udp.onCommand = () => (udp.commands.length === 2 ? "silence" : [200, "OK"]);
    const serving = transport.serve(new Name("/b"), silence);
    await udp.until(() => udp.commands.length === 2);
    clock.advance(1_000);
    await serving;
    expect(asked()).toEqual(["localhost", "localhost", "localhost"]);
  });
});

describe("answering", () => {
  async function ask(name: string, lifetime = 60_000, token?: Uint8Array): Promise<void> {
    forwarder.face.send(new Interest(name, Interest.Lifetime(lifetime)), token);
  }

  test("the handler with the longest matching prefix is asked", async () => {
    const transport = await connect();
    const asked: string[] = [];
    for (const prefix of ["/a", "/a/b", "/a/b/c"]) {
      await transport.serve(new Name(prefix), ({ name }) => {
        asked.push(`${prefix} for ${name}`);
        return makeData(String(name));
      });
    }
    for (const [i, name] of ["/a/b/x", "/a/x", "/a/b/c"].entries()) {
      await ask(name);
      await forwarder.until(() => forwarder.face.data.length === i + 1);
    }
    expect(asked).toEqual(["/a/b for /8=a/8=b/8=x", "/a for /8=a/8=x", "/a/b/c for /8=a/8=b/8=c"]);
  });

  test("silence, failures and what is no Data are not sent, and the next Interest is served", async () => {
    const transport = await connect();
    const replies: (() => unknown)[] = [
      () => undefined,
      () => {
        throw new Error("broken");
      },
      () => Promise.reject(new Error("broken")),
      () => Uint8Array.of(0x05, 0),
      () => Uint8Array.of(0x06, 9),
      () => Uint8Array.of(0x06, 0, 0),
      () => "text",
      () => makeData("/a/last"),
    ];
    const handler = (): undefined => replies.shift()!() as undefined;
    await transport.serve(new Name("/a"), handler);
    const count = replies.length;
    for (let i = 0; i < count; ++i) {
      await ask(`/a/${i}`);
    }
    await forwarder.until(() => forwarder.face.data.length > 0);
    expect(forwarder.face.data.map(({ name }) => String(name))).toEqual(["/8=a/8=last"]);
    expect(transport.statistics).toMatchObject({ handlerFailures: 6, interestsReceived: count, dataSent: 1 });
  });

  test("octets are sent as they are; more than packetSizeMax are not", async () => {
    const transport = await connect({ packetSizeMax: 1_000 });
    const { Encoder } = await import("@ndn/tlv");
    const small = Encoder.encode(await makeData("/a/1", new Uint8Array(900)));
    const large = Encoder.encode(await makeData("/a/0", new Uint8Array(1_000)));
    await transport.serve(new Name("/a"), ({ name }) => (name.at(1).text === "1" ? small : large));
    await ask("/a/0");
    await ask("/a/1");
    await forwarder.until(() => forwarder.face.data.length > 0);
    expect(forwarder.face.frames.at(-1)).toEqual(Buffer.from(small));
    expect(transport.statistics).toMatchObject({ largeAnswers: 1, dataSent: 1 });
  });

  test("an answer that comes after the Interest's lifetime is not sent", async () => {
    const clock = new ManualClock();
    const transport = await connect({ clock });
    const data = await makeData("/a/1");
    await transport.serve(new Name("/a"), ({ name }) => {
      clock.advance(name.at(1).text === "late" ? 100.5 : 99.5);
      return data;
    });
    await ask("/a/late", 100);
    await ask("/a/intime", 100);
    await forwarder.until(() => forwarder.face.data.length > 0);
    expect(transport.statistics).toMatchObject({ lateAnswers: 1, dataSent: 1 });
  });

  test("an answer goes to the connection that asked, or nowhere", async () => {
    const transport = await connect();
    const data = await makeData("/a/1");
    let answer: ((data: Data) => void) | undefined;
    await transport.serve(new Name("/a"), ({ name }) =>
      name.at(1).text === "2" ? data : new Promise<Data>((resolve) => (answer = resolve)),
    );
    await ask("/a/1");
    while (answer === undefined) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    forwarder.face.cut();
    await whenStatus(transport, "down");
    await whenStatus(transport, "up");
    answer(data);
    await ask("/a/2");
    await forwarder.until(() => forwarder.face.data.length > 0);
    expect(transport.statistics).toMatchObject({ lateAnswers: 1, dataSent: 1 });
  });

  test("an Interest that nobody serves is counted", async () => {
    const transport = await connect();
    const registration = await transport.serve(new Name("/a"), silence);
    await registration[Symbol.asyncDispose]();
    expect(forwarder.log).toEqual(["rib/register /8=a", "rib/unregister /8=a"]);
    await ask("/a/1");
    while (transport.statistics.unserved === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
});

describe("hearing", () => {
  test("a hear that throws is counted with the handlers, and not as what somebody sent", async () => {
    const transport = await connect();
    let asked = 0;
    const hear = (): boolean => {
      throw new Error("broken");
    };
    await transport.serve(new Name("/a"), () => void ++asked, { hear });
    forwarder.face.send(new Interest("/a/1"));
    await expect.poll(() => transport.statistics.interestsReceived).toBe(1);
    expect(transport.statistics).toMatchObject({ handlerFailures: 1, malformed: 0 });
    expect(asked).toBe(0);
  });

  test("an Interest without a name is shown to nobody", async () => {
    const transport = await connect();
    const shown: Uint8Array[] = [];
    await transport.serve(new Name("/"), silence, { hear: (packet) => shown.push(packet) > 0 });
    forwarder.face.sendOctets(Uint8Array.of(0x05, 0));
    forwarder.face.sendOctets(Uint8Array.of(0x05, 2, 0x08, 0));
    forwarder.face.send(new Interest("/a/1"));
    await expect.poll(() => transport.statistics.interestsReceived).toBe(1);
    expect(transport.statistics.malformed).toBe(2);
    expect(shown).toHaveLength(1);
  });
});
