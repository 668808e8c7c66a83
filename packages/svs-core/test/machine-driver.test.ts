import { Interest, Name, type Signer } from "@ndn/packet";
import { Decoder, Encoder } from "@ndn/tlv";
import { StateVector } from "@svs/tlv";
import { describe, expect, test } from "vitest";
import { DigestSyncInterests } from "../src/dialect/digest-sync-interests.js";
import { v2 } from "../src/dialects.js";
import { digestSigning, SvsError, type Transport, v3 } from "../src/index.js";
import { type DriverContext, MachineDriver } from "../src/machine-driver.js";
import { ManualClock, turn } from "./manual-clock.js";

const group = new Name("/group");

/** A driver whose link is up, with what left it, how often its signer was asked, and what it tells. */
function start(signer: Signer | undefined, context: Partial<DriverContext> = {}) {
  const clock = new ManualClock();
  const left: ("packet" | "octets")[] = [];
  const asked: unknown[] = [];
  const told: string[] = [];
  const transport = {
    send: () => left.push("packet") && "sent",
    sendOctets: () => left.push("octets") && "sent",
  } as unknown as Transport;
  const driver = new MachineDriver({
    group,
    dialect: v3,
    machine: { timers: v3.timers },
    transport,
    clock,
    random: { next: () => 0.5 },
    signer: signer
      ? {
          sign: (packet) => {
            asked.push(packet);
            return signer.sign(packet);
          },
        }
      : digestSigning,
    verifier: digestSigning,
    sender: () => undefined,
    initial: undefined,
    onHeard: () => told.push("heard"),
    onUpdate: ([range]) => told.push(`update to ${range!.high}`),
    onSent: () => undefined,
    onMade: () => undefined,
    onSuspect: ({ reason }) => told.push(`suspect ${reason}`),
    onDropped: (reason) => told.push(reason),
    onRejected: (name, error) => told.push(`${error.code} of ${name}`),
    onError: (error) => {
      throw error;
    },
    ...context,
  });
  const publish = (seqNo: number): void =>
    driver.step({ type: "published", node: new Name("/alice").value, bootstrapTime: 1, seqNo });
  driver.step({ type: "link-up" });
  return { driver, clock, left, asked, told, publish };
}

test("signed by a digest, a Sync Interest leaves within the call; others of the turn leave together", async () => {
  const { clock, left, publish } = start(undefined);
  expect(left).toEqual(["octets"]);
  await clock.advance(0);
  for (let seqNo = 1; seqNo <= 100; seqNo++) {
    publish(seqNo);
  }
  expect(left).toHaveLength(2);
  // The second publication's, begun before there were more, and one with all the others.
  await clock.advance(0);
  expect(left).toHaveLength(4);
  await clock.advance(0);
  expect(left).toHaveLength(4);
});

test("who waits for a Sync Interest is told of one that left within the call", async () => {
  const { driver, clock, left } = start(undefined);
  await clock.advance(0);
  let told = 0;
  driver.announce(() => told++);
  expect([told, left.length]).toEqual([1, 2]);
});

test("with a key the first signature in a turn is begun at once, the next at its end, none after stop", async () => {
  const { driver, clock, left, asked, publish } = start(digestSigning);
  expect(asked).toHaveLength(1);
  await turn();
  expect(left).toEqual(["packet"]);
  publish(1);
  await turn();
  expect(asked).toHaveLength(1); // it waits for the end of the turn
  driver.stop();
  await clock.advance(0);
  await turn();
  expect(asked).toHaveLength(1);
});

describe("hearing octets", () => {
  const vector = new StateVector();
  vector.set(new Name("/bob").value, 1_736_266_473, 7);
  const interests = new DigestSyncInterests(group, v3.inData!);

  /** A Sync Interest of bob's; equal ones are equal in every octet. */
  const make = (): Uint8Array => interests.make(vector.encode(), undefined, { next: () => 0.25 });

  /** The same Interest, with what a test changes in it, and the parameters digest that belongs to that. */
  async function remade(change: (parameters: Uint8Array) => void): Promise<Interest> {
    const parameters = Decoder.decode(make(), Interest).appParameters!.slice();
    change(parameters);
    const interest = new Interest(v3.syncPrefix(group), parameters, Interest.Nonce(1));
    await interest.updateParamsDigest();
    return interest;
  }

  const forge = (parameters: Uint8Array): void => {
    parameters[parameters.length - 1]! ^= 1;
  };

  test("a Sync Interest is checked and applied within the call, and counted", () => {
    const { driver, told } = start(undefined);
    expect(driver.hear(make())).toBe(true);
    expect(told).toEqual(["heard", "update to 7"]);
    expect(driver.vector.get(new Name("/bob").value, 1_736_266_473)).toBe(7);
    expect(driver.counters.received).toBe(1);
  });

  test("one that came before is known by its digest, whichever way it came", async () => {
    const { driver, told } = start(undefined);
    driver.receive(Decoder.decode(make(), Interest));
    await turn();
    expect(told).toEqual(["heard", "update to 7"]);
    expect(driver.hear(make())).toBe(true);
    expect(told).toHaveLength(2);
    expect(driver.counters.received).toBe(2);
  });

  test("a wrong signature is rejected with a reason, a counted drop, and changes nothing", async () => {
    const { driver, told } = start(undefined);
    expect(driver.hear(Encoder.encode(await remade(forge)))).toBe(true);
    expect(told).toEqual(["bad-signature of /8=group/54=%03", "verification-failed"]);
    expect(driver.counters).toMatchObject({ received: 1, dropped: { "verification-failed": 1 } });
    expect(driver.vector.size).toBe(0);
  });

  test.each([
    ["a code", new SvsError("unknown-key", "Whose is it?"), "unknown-key"],
    ["no code", new Error("no"), "bad-signature"],
  ])("a verifier that refuses with %s", async (_, error, reason) => {
    const { driver, told } = start(undefined, { verifier: { verify: () => Promise.reject(error) } });
    driver.receive(Decoder.decode(make(), Interest));
    await turn();
    expect(told).toEqual([`${reason} of /8=group/54=%03`, "verification-failed"]);
    expect(driver.vector.size).toBe(0);
  });

  test("the clock is told of a verdict, unless the verifier waits for the network", async () => {
    for (const waitsForNetwork of [undefined, true]) {
      const clock = new ManualClock();
      let works = 0;
      clock.work = (promise) => {
        works++;
        return promise;
      };
      const verifier = { waitsForNetwork, verify: async () => undefined };
      const { driver, told } = start(undefined, { clock, verifier });
      await turn();
      works = 0;
      driver.receive(Decoder.decode(make(), Interest));
      await turn();
      expect([told, works]).toEqual([["heard", "update to 7"], waitsForNetwork ? 0 : 1]);
    }
  });

  test("a verdict after stop comes to nothing", async () => {
    const { driver, told } = start(undefined, {
      verifier: { verify: () => Promise.reject(new Error("no")) },
    });
    driver.receive(Decoder.decode(make(), Interest));
    driver.stop();
    await turn();
    expect(told).toEqual([]);
  });

  test("what is not plain goes the long way, and is counted there alone", async () => {
    const { driver, told } = start(undefined);
    const signed = await remade(() => undefined);
    await digestSigning.sign(signed);
    const damaged = make();
    damaged[damaged.length - 1]! ^= 1;
    for (const packet of [Encoder.encode(signed), damaged, new Uint8Array(), Uint8Array.of(5, 0)]) {
      expect(driver.hear(packet)).toBe(false);
    }
    expect([told, driver.counters.received]).toEqual([[], 0]);
    driver.receive(Decoder.decode(Encoder.encode(signed), Interest));
    await turn();
    expect(told).toEqual(["heard", "update to 7"]);
    expect(driver.counters.received).toBe(1);
  });

  test.each<[string, Partial<DriverContext>]>([
    ["another verifier", { verifier: { verify: (packet) => digestSigning.verify(packet) } }],
    ["a dialect without State Vector Data", { dialect: v2 }],
  ])("with %s nothing is taken", (_, context) => {
    const { driver, told } = start(undefined, context);
    expect(driver.hear(make())).toBe(false);
    expect([told, driver.counters.received]).toEqual([[], 0]);
  });

  test("after stop nothing is taken or counted", () => {
    const { driver, told } = start(undefined);
    driver.stop();
    expect(driver.hear(make())).toBe(false);
    expect([told, driver.counters.received]).toEqual([[], 0]);
  });
});
