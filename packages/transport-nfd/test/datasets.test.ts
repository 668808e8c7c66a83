import { GeneralStatus, RibEntry, Route, StrategyChoice } from "@ndn/nfdmgmt";
import { Component, Data, type Interest, Name, TT } from "@ndn/packet";
import { type Encodable, Encoder, NNI } from "@ndn/tlv";
import { SvsError, type Transport } from "@svs/core";
import { Forwarder } from "@svs/forwarder";
import { NfdTransport } from "@svs/transport-nfd";
import { readGeneralStatus, readRib, readStrategyChoices } from "@svs/transport-nfd/status";
import { describe, expect, test } from "vitest";

type Source = Pick<Transport, "express">;

const numbered = (type: number, value: number): Component => new Component(type, Encoder.encode(NNI(value)));
const VERSION = numbered(54, 7);
const segment = (number: number): Component => numbered(50, number);

/** A forwarder's answer to one kind of question. */
class Publisher implements Source {
  readonly asked: Interest[] = [];

  constructor(private readonly answer: (interest: Interest, count: number) => Data | undefined) {}

  async express(interest: Interest): Promise<Data> {
    this.asked.push(interest);
    const data = this.answer(interest, this.asked.length);
    if (data === undefined) {
      throw new SvsError("timeout", "Nothing came.");
    }
    return data;
  }
}

/** Publishes octets in segments of a size; answers what is asked first with segment `first`. */
function inSegments(octets: Uint8Array, size: number, first = 0): Publisher {
  const last = Math.ceil(octets.length / size) - 1;
  return new Publisher(({ name, canBePrefix }) => {
    const full = canBePrefix ? name.append(VERSION, segment(first)) : name;
    const number = full.at(-1).value[0]!;
    const data = new Data(full, octets.subarray(number * size, (number + 1) * size));
    data.finalBlockId = segment(last);
    return data;
  });
}

function published(name: (prefix: Name) => Name, content: Uint8Array, finalBlock?: Component): Publisher {
  return new Publisher((interest) => {
    const data = new Data(name(interest.name), content);
    if (finalBlock) {
      data.finalBlockId = finalBlock;
    }
    return data;
  });
}

/** As NDNts writes it. */
function statusOf(version: string): Encodable {
  return Object.assign(new GeneralStatus(), {
    nfdVersion: version,
    startTimestamp: 1_700_000_000_000,
    currentTimestamp: 1_700_000_001_234,
  });
}

const STATUS = Encoder.encode(statusOf("24.07"));
const TOLD = { version: "24.07", startedAt: 1_700_000_000_000, now: 1_700_000_001_234 };

describe("the embedded forwarder's datasets", () => {
  test("tell what it is, what it was told, and what is registered, in as many segments as that takes", async () => {
    const start = Date.now();
    await using forwarder = await Forwarder.start({ unix: false, udp: false, ws: false, tcp: { port: 0 } });
    await using transport = await NfdTransport.connect({ uri: forwarder.uris[0]! });
    const group = new Name("/svs");
    const long = "x".repeat(90);
    await transport.serve(group, () => undefined, { multicast: group });
    await Promise.all(
      Array.from({ length: 99 }, (_, i) => transport.serve(new Name(`/${long}/${i}`), () => undefined)),
    );

    const status = await readGeneralStatus(transport);
    expect(status.version).toMatch(/^svs-forwarder \d/);
    expect(start - 1).toBeLessThanOrEqual(status.startedAt);
    expect(status.startedAt).toBeLessThanOrEqual(status.now);
    expect(status.now).toBeLessThanOrEqual(Date.now());

    const choices = await readStrategyChoices(transport);
    expect(choices.map(({ prefix, strategy }) => `${prefix} ${strategy}`)).toEqual([
      "/ /8=localhost/8=nfd/8=strategy/8=best-route/54=%05",
      "/8=svs /8=localhost/8=nfd/8=strategy/8=multicast/54=%05",
    ]);

    const routes = (await readRib(transport)).filter(({ origin }) => origin === 0);
    const { id } = forwarder.status.faces[0]!;
    expect(routes).toHaveLength(100);
    expect(routes.find(({ prefix }) => prefix.equals(group))).toMatchObject({
      faceId: id,
      cost: 0,
      flags: 1,
    });
  });
});

describe("a dataset", () => {
  test("as NDNts writes it is read", async () => {
    expect(await readGeneralStatus(inSegments(STATUS, 9_000))).toEqual(TOLD);
    const choice = Object.assign(new StrategyChoice(), {
      name: new Name("/a"),
      strategy: new Name("/localhost/nfd/strategy/multicast/54=%05"),
    });
    const [read] = await readStrategyChoices(inSegments(Encoder.encode(choice), 9_000));
    expect([String(read?.prefix), String(read?.strategy)]).toEqual([
      String(choice.name),
      String(choice.strategy),
    ]);
    const route = { faceId: 300, origin: 65, cost: 7, flags: 3 };
    const entry = Object.assign(new RibEntry(), {
      name: new Name("/a"),
      route: [Object.assign(new Route(), route), Object.assign(new Route(), route, { faceId: 301 })],
    });
    expect(await readRib(inSegments(Encoder.encode(entry), 9_000))).toMatchObject([
      route,
      { ...route, faceId: 301 },
    ]);
  });

  test("is asked for under /localhost/nfd, fresh, and its segments under their own names", async () => {
    const publisher = inSegments(STATUS, 10);
    expect(await readGeneralStatus(publisher)).toEqual(TOLD);
    const [first, ...others] = publisher.asked;
    expect(first).toMatchObject({ canBePrefix: true, mustBeFresh: true });
    expect(first!.name.equals("/localhost/nfd/status/general")).toBe(true);
    expect(others.map(({ name, canBePrefix }) => [String(name), canBePrefix])).toEqual(
      others.map((_, i) => [String(first!.name.append(VERSION, segment(i + 1))), false]),
    );
  });

  test("is whole even if a cache answers with its middle", async () => {
    expect(await readGeneralStatus(inSegments(STATUS, 20, 1))).toEqual(TOLD);
  });

  test("that gets lost once is asked for again, and not a third time", async () => {
    const whole = inSegments(STATUS, 9_000);
    const lossy = new Publisher((interest, count) =>
      count === 1 ? undefined : new Data(interest.name.append(VERSION, segment(0)), STATUS),
    );
    expect(await readGeneralStatus(lossy)).toEqual(await readGeneralStatus(whole));
    const silent = new Publisher(() => undefined);
    await expect(readGeneralStatus(silent)).rejects.toMatchObject({ code: "timeout" });
    expect(silent.asked).toHaveLength(2);
  });

  const response = Encoder.encode([
    0x65,
    [0x66, NNI(501)],
    [0x67, new TextEncoder().encode("no such thing")],
  ]);
  test.each([
    ["a status code", published((name) => name, response), "501 no such thing"],
    ["no segment", published((name) => name, STATUS), "it is in no segments"],
    ["a broken number", published((n) => n.append(new Component(50, "abc")), STATUS), "it is in no segments"],
    ["a strange end", published((n) => n.append(segment(0)), STATUS, VERSION), "its segments have no end"],
    ["no end", published((n) => n.append(segment(0)), STATUS, segment(1_000)), "its segments have no end"],
    ["an end before", published((n) => n.append(segment(3)), STATUS, segment(1)), "its segments have no end"],
    ["half an element", published((n) => n.append(segment(0)), STATUS.subarray(0, 20)), "it is malformed"],
    ["nothing", published((n) => n.append(segment(0)), new Uint8Array()), "it is malformed"],
  ])("that is %s is refused in one sentence", async (_, publisher, why) => {
    await expect(readGeneralStatus(publisher)).rejects.toMatchObject({
      code: "unexpected-answer",
      message: `The forwarder's dataset /localhost/nfd/status/general cannot be read (${why}); is it a forwarder that answers there?`,
    });
  });

  test("with a name that is none is refused", async () => {
    const item = Encoder.encode([0x80, [TT.Name, Uint8Array.of(8, 9, 1)], [0x6b, [TT.Name]]]);
    await expect(readStrategyChoices(inSegments(item, 9_000))).rejects.toMatchObject({
      code: "unexpected-answer",
    });
  });

  test("can be given up", async () => {
    await using forwarder = await Forwarder.start({ unix: false, udp: false, ws: false, tcp: { port: 0 } });
    await using transport = await NfdTransport.connect({ uri: forwarder.uris[0]! });
    await expect(readRib(transport, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "aborted",
    });
  });
});
