import fc from "fast-check";
import { expect, test } from "vitest";
import { SyncMachine } from "../../src/machine/sync-machine.js";
import type { Input, MachineOptions } from "../../src/machine/types.js";
import { formatVector, nodeOf } from "./notation.js";

/** `PeriodicTimeout` at the least and at the most. */
const PERIOD_MIN = 27_000;
const PERIOD_MAX = 33_000;

interface Event {
  readonly time: number;
  /** Of several at one time, the one that was scheduled first. */
  readonly order: number;
  readonly run: () => void;
}

/** A broadcast medium that loses and delays, and takes no time to sign or verify. */
class Medium {
  readonly machines: SyncMachine[] = [];
  now = 0;
  sent = 0;
  lossRate: number;
  private readonly events: Event[] = [];
  private order = 0;
  private lastId = 0;
  private readonly armed = new Map<SyncMachine, number>();

  constructor(
    members: number,
    lossRate: number,
    private readonly random: () => number,
    options: Partial<MachineOptions>,
  ) {
    this.lossRate = lossRate;
    for (let i = 0; i < members; i++) {
      this.machines.push(new SyncMachine({ ...options, random }));
    }
    for (const machine of this.machines) {
      this.step(machine, { type: "link-up" });
    }
  }

  schedule(delay: number, run: () => void): void {
    this.events.push({ time: this.now + delay, order: this.order++, run });
    this.events.sort((a, b) => a.time - b.time || a.order - b.order);
  }

  runFor(time: number): void {
    const end = this.now + time;
    while (this.events[0] !== undefined && this.events[0].time <= end) {
      const event = this.events.shift()!;
      this.now = event.time;
      event.run();
    }
    this.now = end;
  }

  publish(member: number): void {
    const node = nodeOf(`m${member}`);
    const machine = this.machines[member]!;
    this.step(machine, { type: "published", node, bootstrapTime: 1, seqNo: machine.vector.get(node, 1) + 1 });
  }

  private step(machine: SyncMachine, input: Input): void {
    let signed: Uint8Array | undefined;
    const inputs = [input];
    for (let next = inputs.shift(); next !== undefined; next = inputs.shift()) {
      for (const effect of machine.step({ monotonic: this.now, wall: 1_736_300_000_000 + this.now }, next)) {
        if (effect.type === "sign") {
          signed = effect.vector;
          inputs.push({ type: "signed", id: effect.id });
        } else if (effect.type === "verify") {
          inputs.push({ type: "verified", id: effect.id, ok: true });
        } else if (effect.type === "send") {
          this.broadcast(machine, signed!);
        }
      }
    }
    this.arm(machine);
  }

  private broadcast(from: SyncMachine, octets: Uint8Array): void {
    this.sent++;
    const id = ++this.lastId;
    const digest = new Uint8Array(32);
    new DataView(digest.buffer).setUint32(0, id);
    for (const machine of this.machines) {
      if (machine !== from && this.random() >= this.lossRate) {
        this.schedule(1 + 20 * this.random(), () =>
          this.step(machine, { type: "received", vector: { id, octets, digest } }),
        );
      }
    }
  }

  /** One event for each new deadline; those that were put off find nothing to do. */
  private arm(machine: SyncMachine): void {
    const { deadline } = machine;
    if (deadline !== undefined && this.armed.get(machine) !== deadline) {
      this.armed.set(machine, deadline);
      this.schedule(deadline - this.now, () => this.step(machine, { type: "timeout" }));
    }
  }
}

/** Xorshift: one seed, one run. */
function generator(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

test.each<[string, Partial<MachineOptions>]>([
  ["with all that is on by default", {}],
  ["as specified", { quietRepair: false, adaptiveTimers: false }],
])("a group on a lossy medium agrees soon after the losses end, and falls silent, %s", (_, options) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 8 }),
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      fc.array(fc.nat(), { maxLength: 20 }),
      (members, lossRate, seed, publishers) => {
        const medium = new Medium(members, lossRate, generator(seed), options);
        for (const publisher of publishers) {
          medium.publish(publisher % members);
          medium.runFor(500);
        }
        medium.lossRate = 0;
        // Whoever is behind anybody says so, or hears so, with the next announcement of either.
        medium.runFor(2 * PERIOD_MAX);
        const vectors = new Set(medium.machines.map(({ vector }) => formatVector(vector)));
        expect(vectors.size).toBe(1);
        expect(medium.machines[0]!.vector.size).toBe(new Set(publishers.map((one) => one % members)).size);

        // Once in agreement, an announcement resets everybody's timer. So there is one in a period,
        // or two where timers expire closer together than an announcement travels.
        medium.runFor(PERIOD_MAX);
        medium.sent = 0;
        medium.runFor(10 * PERIOD_MAX);
        expect(medium.sent).toBeLessThanOrEqual(2 * Math.ceil((10 * PERIOD_MAX) / PERIOD_MIN));
        expect(medium.machines.every(({ phase }) => phase === "steady")).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
});
