import { Name, type Signer } from "@ndn/packet";
import { expect, test } from "vitest";
import { digestSigning, type Transport, v3 } from "../src/index.js";
import { MachineDriver } from "../src/machine-driver.js";
import { ManualClock, turn } from "./manual-clock.js";

/** A driver whose link is up, with what left it and how often its signer was asked. */
function start(signer: Signer | undefined) {
  const clock = new ManualClock();
  const left: ("packet" | "octets")[] = [];
  const asked: unknown[] = [];
  const transport = {
    send: () => left.push("packet") && "sent",
    sendOctets: () => left.push("octets") && "sent",
  } as unknown as Transport;
  const driver = new MachineDriver({
    group: new Name("/group"),
    dialect: v3,
    timers: v3.timers,
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
    onHeard: () => undefined,
    onUpdate: () => undefined,
    onSent: () => undefined,
    onDropped: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
  const publish = (seqNo: number): void =>
    driver.step({ type: "published", node: new Name("/alice").value, bootstrapTime: 1, seqNo });
  driver.step({ type: "link-up" });
  return { driver, clock, left, asked, publish };
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
