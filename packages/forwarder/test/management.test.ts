import { ControlParameters, ControlResponse, FaceQueryFilter, FaceStatus, RibEntry } from "@ndn/nfdmgmt";
import { Component, Data, digestSigning, Interest, Name, type NameLike } from "@ndn/packet";
import { Decoder, type Encodable, Encoder, NNI } from "@ndn/tlv";
import { beforeEach, describe, expect, it } from "vitest";
import { defaultLimits } from "../src/forwarding/limits.js";
import { ManagementFace } from "../src/management/management-face.js";
import { CoreFixture } from "./support/core-fixture.js";
import type { TestFace } from "./support/test-face.js";

let net: CoreFixture;
let app: TestFace;

beforeEach(() => {
  start();
});

function start(limits = defaultLimits): void {
  net = new CoreFixture({ contentStoreOctets: 1_000_000 });
  new ManagementFace({
    core: net.core,
    clock: net.clock,
    limits,
    startedAt: net.clock.wall(),
    version: "test 1",
    uris: () => ["tcp://127.0.0.1:1"],
  });
  app = net.face();
}

type Parameters = ConstructorParameters<typeof ControlParameters>[0];

/** Sends an Interest, and gives the Data that comes back at once, verified. */
async function ask(interest: Interest, face = app): Promise<Data | undefined> {
  face.take();
  interest.nonce = Interest.generateNonce();
  face.interest(Encoder.encode(interest));
  const [answer] = face.take();
  if (answer?.type !== "data") {
    return undefined;
  }
  const data = new Decoder(answer.packet).decode(Data);
  await digestSigning.verify(data);
  return data;
}

/** Sends a command as applications do today: a signed Interest. */
async function command(verb: string, parameters: Parameters, face = app) {
  const name = new Name(`/localhost/nfd/${verb}`).append(
    new Component(0x08, Encoder.encode(new ControlParameters(parameters))),
  );
  const interest = new Interest(name);
  await digestSigning.sign(interest);
  return response(await ask(interest, face));
}

function response(data: Data | undefined) {
  const { statusCode, statusText, body } = new Decoder(data!.content).decode(ControlResponse);
  const parameters = body.length > 0 ? new Decoder(body).decode(ControlParameters) : undefined;
  return { statusCode, statusText, parameters };
}

/** Fetches all segments of a dataset. */
async function dataset(name: string, filter?: Component): Promise<Uint8Array> {
  let at = new Name(`/localhost/nfd/${name}`);
  if (filter !== undefined) {
    at = at.append(filter);
  }
  const parts: Uint8Array[] = [];
  let data = await ask(new Interest(at, Interest.CanBePrefix, Interest.MustBeFresh));
  for (let segment = 1; ; ++segment) {
    parts.push(data!.content);
    expect(data!.freshnessPeriod).toBeGreaterThan(0);
    if (data!.isFinalBlock) {
      return Buffer.concat(parts);
    }
    data = await ask(
      new Interest(data!.name.getPrefix(-1).append(new Component(0x32, Encoder.encode(NNI(segment))))),
    );
  }
}

function strategyOf(prefix: string): string | undefined {
  return net.core.strategies.entries().find(({ name }) => new Name(name).equals(prefix))?.strategy.name;
}

describe("rib/register", () => {
  it("makes a route to the asking face, before it answers", async () => {
    const { statusCode, parameters } = await command("rib/register", { name: new Name("/A") });
    expect(statusCode).toBe(200);
    expect(parameters).toMatchObject({ faceId: app.id, origin: 0, cost: 0, flags: 1 });
    expect(parameters!.name!.equals("/A")).toBe(true);
    expect(app.routes).toBe(1);
  });

  it("takes face, origin, cost, flags and expiration", async () => {
    const other = net.face();
    const asked = { faceId: other.id, origin: 65, cost: 7, flags: 2, expirationPeriod: 500 };
    const { parameters } = await command("rib/register", { name: new Name("/A"), ...asked });
    expect(parameters).toMatchObject(asked);
    expect([app.routes, other.routes]).toEqual([0, 1]);
    net.clock.advance(500);
    expect(other.routes).toBe(0);
  });

  it("says what is wrong", async () => {
    const refused = async (parameters: Parameters) => {
      const { statusCode, statusText } = await command("rib/register", parameters);
      return `${statusCode} ${statusText}`;
    };
    expect(await refused({})).toMatch(/^400 Name is missing/);
    expect(await refused({ name: new Name("/A"), faceId: 9999 })).toBe("410 There is no face 9999");
    expect(await refused({ name: new Name("/A"), faceId: 1 })).toMatch(/^410 /);
    expect(await refused({ name: new Name("/A"), flags: 4 })).toMatch(/^400 Flags 4/);
    expect(await refused({ name: new Name("/localhost/nfd/rib") })).toMatch(/^403 \/localhost\/nfd belongs/);
    expect(await refused({ name: new Name(`/A${"/x".repeat(32)}`) })).toMatch(/^414 .*32.*33/);
    expect(app.routes).toBe(0);
  });

  it("stops at the limit, but changes what is registered", async () => {
    start({ ...defaultLimits, routesPerFace: 2 });
    expect((await command("rib/register", { name: new Name("/A") })).statusCode).toBe(200);
    expect((await command("rib/register", { name: new Name("/B") })).statusCode).toBe(200);
    expect((await command("rib/register", { name: new Name("/C") })).statusCode).toBe(403);
    expect((await command("rib/register", { name: new Name("/B"), cost: 3 })).statusCode).toBe(200);
  });
});

describe("rib/unregister", () => {
  it("takes a route out; one that is not there is no error", async () => {
    await command("rib/register", { name: new Name("/A") });
    await command("rib/register", { name: new Name("/A"), origin: 65 });
    const { statusCode, parameters } = await command("rib/unregister", { name: new Name("/A") });
    expect([statusCode, parameters?.faceId, parameters?.origin]).toEqual([200, app.id, 0]);
    expect(app.routes).toBe(1);
    expect((await command("rib/unregister", { name: new Name("/A") })).statusCode).toBe(200);
    expect((await command("rib/unregister", {})).statusCode).toBe(400);
    expect((await command("rib/unregister", { name: new Name("/A"), faceId: 9999 })).statusCode).toBe(410);
  });
});

describe("strategy-choice", () => {
  const set = (strategy: NameLike) =>
    command("strategy-choice/set", { name: new Name("/svs"), strategy: Name.from(strategy) });

  it("sets and unsets, with or without a version", async () => {
    const { statusCode, parameters } = await set("/localhost/nfd/strategy/multicast");
    expect(statusCode).toBe(200);
    expect(parameters!.strategy!.toString()).toBe("/8=localhost/8=nfd/8=strategy/8=multicast/54=%05");
    expect(strategyOf("/svs")).toBe("multicast");
    for (const version of [1, 5]) {
      const instance = new Name("/localhost/nfd/strategy/best-route").append(
        new Component(0x36, Uint8Array.of(version)),
      );
      expect((await set(instance)).statusCode).toBe(200);
      expect(strategyOf("/svs")).toBe("best-route");
      await set("/localhost/nfd/strategy/multicast");
    }
    expect((await command("strategy-choice/unset", { name: new Name("/svs") })).statusCode).toBe(200);
    expect(strategyOf("/svs")).toBeUndefined();
  });

  it("says what is wrong", async () => {
    const version = (n: number) => new Component(0x36, Uint8Array.of(n));
    const multicast = new Name("/localhost/nfd/strategy/multicast");
    for (const strategy of [
      new Name("/localhost/nfd/strategy/asf"),
      new Name("/localhost/nfd/strategy"),
      new Name("/x/y/z/multicast"),
      multicast.append(version(6)),
      multicast.append(version(0)),
      multicast.append(version(5), version(5)),
      multicast.append(version(5), new Component(0x08, "retx-suppression-initial~10")),
    ]) {
      const { statusCode, statusText } = await set(strategy);
      expect([statusCode, statusText.length > 20]).toEqual([404, true]);
    }
    expect((await command("strategy-choice/set", { name: new Name("/A") })).statusCode).toBe(400);
    expect((await command("strategy-choice/unset", {})).statusCode).toBe(400);
    expect((await command("strategy-choice/unset", { name: new Name("/") })).statusCode).toBe(400);
    expect(strategyOf("/svs")).toBeUndefined();
  });
});

describe("faces", () => {
  it("can be closed, but for the forwarder's own", async () => {
    const other = net.face("/A");
    expect((await command("faces/destroy", { faceId: other.id })).statusCode).toBe(200);
    expect(net.core.faces.has(other.id)).toBe(false);
    expect(net.core.rib.entries().some(({ name }) => new Name(name).equals("/A"))).toBe(false);
    expect((await command("faces/destroy", { faceId: other.id })).statusCode).toBe(200);
    expect((await command("faces/destroy", { faceId: 1 })).statusCode).toBe(403);
    expect((await command("faces/destroy", {})).statusCode).toBe(400);
  });

  it("cannot be made or changed", async () => {
    expect((await command("faces/create", { uri: "udp4://192.0.2.1:6363" })).statusCode).toBe(501);
    expect((await command("faces/update", { flags: 1, mask: 1 })).statusCode).toBe(409);
    expect((await command("faces/update", { flags: 0, mask: 1 })).statusCode).toBe(200);
    expect((await command("faces/update", { facePersistency: 2 })).statusCode).toBe(409);
    expect((await command("faces/update", { faceId: 9999 })).statusCode).toBe(404);
  });

  it("are found by what is asked of them", async () => {
    const remote = net.remoteFace();
    const query = async (fields: Partial<FaceQueryFilter>) => {
      const filter = Object.assign(new FaceQueryFilter(), fields);
      const octets = await dataset("faces/query", new Component(0x08, Encoder.encode(filter)));
      const ids: number[] = [];
      for (const decoder = new Decoder(octets); !decoder.eof; ) {
        ids.push(decoder.decode(FaceStatus).faceId);
      }
      return ids;
    };
    expect(await query({ faceId: app.id })).toEqual([app.id]);
    expect(await query({ faceScope: 0 })).toEqual([remote.id]);
    expect(await query({ uriScheme: "test" })).toEqual([app.id, remote.id]);
    expect(await query({ uri: remote.remoteUri, faceScope: 1 })).toEqual([]);
    expect(await query({ localUri: "test://", linkType: 0, facePersistency: 1 })).toEqual([
      app.id,
      remote.id,
    ]);
  });
});

describe("cs", () => {
  it("is configured in packets, and by flags", async () => {
    const { contentStore } = net.core;
    const { parameters } = await command("cs/config", { capacity: 10, flags: 0, mask: 1 });
    expect(parameters).toMatchObject({ capacity: 10, flags: 2 });
    expect([contentStore.byteLimit, contentStore.admits, contentStore.serves]).toEqual([88_000, false, true]);
    await command("cs/config", { flags: 1, mask: 3 });
    expect([contentStore.admits, contentStore.serves]).toEqual([true, false]);
    expect((await command("cs/config", { flags: 1 })).statusCode).toBe(409);
  });

  it("is erased until nothing is left", async () => {
    const { statusCode, parameters } = await command("cs/erase", { name: new Name("/A") });
    expect([statusCode, parameters?.count]).toEqual([200, 0]);
    expect((await command("cs/erase", {})).statusCode).toBe(400);
    expect((await command("cs/erase", { name: new Name("/A"), count: 0 })).statusCode).toBe(400);
  });
});

describe("datasets", () => {
  it("are cut in segments under a version that grows, and stay for a while", async () => {
    const names = Array.from({ length: 700 }, (_, i) => `/a/prefix/of/some/length/${i}`);
    for (const name of names) {
      net.route(name, app);
    }
    const octets = await dataset("rib/list");
    expect(octets.length).toBeGreaterThan(14_000);
    const listed: string[] = [];
    for (const decoder = new Decoder(octets); !decoder.eof; ) {
      const { name, route } = decoder.decode(RibEntry);
      expect(route.map(({ faceId }) => faceId)).toEqual([app.id]);
      listed.push(name.toString().replaceAll("/8=", "/"));
    }
    expect(listed.toSorted()).toEqual(names.toSorted());

    const first = (await ask(new Interest("/localhost/nfd/rib/list", Interest.CanBePrefix)))!.name;
    const second = (await ask(new Interest("/localhost/nfd/rib/list", Interest.CanBePrefix)))!.name;
    expect(first.compare(second)).toBeLessThan(0);
    expect((await ask(new Interest(first)))?.name.equals(first)).toBe(true);
    expect(
      await ask(new Interest(first.getPrefix(-1).append(new Component(0x32, Uint8Array.of(200))))),
    ).toBeUndefined();
  });

  it("are kept only as long as they are likely to be asked for", async () => {
    const first = (await ask(new Interest("/localhost/nfd/cs/info", Interest.CanBePrefix)))!.name;
    for (let i = 0; i < 32; ++i) {
      await ask(new Interest("/localhost/nfd/cs/info", Interest.CanBePrefix));
    }
    expect(await ask(new Interest(first))).toBeUndefined();
  });

  it("may be empty", async () => {
    expect(await dataset("rib/list")).toHaveLength(0);
  });
});

describe("commands", () => {
  const register = (...rest: Component[]) =>
    new Interest(
      new Name("/localhost/nfd/rib/register").append(
        new Component(0x08, Encoder.encode(new ControlParameters({ name: new Name("/A") }))),
        ...rest,
      ),
    );
  const generic = (value: Encodable) => new Component(0x08, Encoder.encode(value));

  it("are taken with the signature in the name, as they once were", async () => {
    const signed = register(
      generic(NNI(1234)),
      generic(NNI(5678, { len: 8 })),
      generic([0x16, [0x1b, NNI(0)]]),
      generic([0x17, new Uint8Array(32)]),
    );
    expect(response(await ask(signed)).statusCode).toBe(200);
    expect(app.routes).toBe(1);
  });

  it("are refused without a signature", async () => {
    expect(response(await ask(register()))).toMatchObject({ statusCode: 403 });
    expect(
      response(await ask(register(generic(NNI(1)), generic(NNI(1)), generic(NNI(1)), generic(NNI(1))))),
    ).toMatchObject({
      statusCode: 403,
    });
    const signatureValue = generic([0x17, new Uint8Array(32)]);
    expect(
      response(await ask(register(generic(NNI(1)), generic(NNI(1)), generic(NNI(1)), signatureValue))),
    ).toMatchObject({ statusCode: 403 });
    expect(app.routes).toBe(0);
  });

  it("are refused when malformed or unknown", async () => {
    const code = async (...comps: (string | Component)[]) =>
      response(await ask(new Interest(new Name("/localhost/nfd").append(...comps.map(Component.from)))))
        .statusCode;
    expect(await code("rib", "register")).toBe(400);
    expect(await code("rib", "register", "junk")).toBe(400);
    expect(await code("rib", "register", generic([0x68, [0x69, new Uint8Array(3)]]))).toBe(400);
    expect(await code("rib", "register", generic([0x68, [0x07, Uint8Array.of(8, 200, 1)]]))).toBe(400);
    expect(await code("rib", "register", generic([0x68, [0x6b, [0x08]]]))).toBe(400);
    expect(await code("rib", "nonsense")).toBe(501);
    expect(await code("nonsense", "register")).toBe(501);
    expect(await code("nonsense")).toBe(501);
    expect(await code("rib", "announce")).toBe(501);
    expect(await code("fib", "add-nexthop", generic([0x68]))).toBe(403);
    expect((await command("fib/add-nexthop", { name: new Name("/A") })).statusCode).toBe(501);
    expect((await command("fib/remove-nexthop", { name: new Name("/A") })).statusCode).toBe(501);
    expect(await code("faces", "query")).toBe(400);
    expect(await code("faces", "query", "junk")).toBe(400);
  });

  it("from other machines are refused under /localhop, and not heard under /localhost", async () => {
    const remote = net.remoteFace();
    const { statusCode, statusText } = response(
      await ask(new Interest("/localhop/nfd/rib/register"), remote),
    );
    expect(statusCode).toBe(403);
    expect(statusText).toContain("/localhost/nfd");
    expect(await ask(new Interest("/localhost/nfd/rib/list", Interest.CanBePrefix), remote)).toBeUndefined();
  });
});
