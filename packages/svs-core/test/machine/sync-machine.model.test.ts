import { StateVector } from "@svs/tlv";
import fc from "fast-check";
import { expect, test } from "vitest";
import { SyncMachine } from "../../src/machine/sync-machine.js";
import type { Effect, Input, Now } from "../../src/machine/types.js";
import { encodeVector, nameOf, nodeOf } from "./notation.js";

const WALL = 1_736_300_000_000;
const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);
const OWN = "A@1";

interface Row {
  readonly key: string;
  readonly seqNo: bigint;
}

/** A packet some member could have sent; `good` is what its signature will turn out to be. */
interface Packet {
  readonly rows: readonly Row[];
  readonly good: boolean;
}

type Action =
  | { readonly do: "link"; readonly up: boolean }
  | { readonly do: "publish"; readonly more: number }
  | { readonly do: "announce" }
  | { readonly do: "hear"; readonly packet: Packet }
  /** A packet that was heard before, octet for octet. */
  | { readonly do: "hear-again"; readonly which: number }
  | { readonly do: "verified"; readonly which: number }
  | { readonly do: "signed"; readonly ok: boolean }
  | { readonly do: "pass"; readonly time: number }
  | { readonly do: "expire" };

const row = fc.record({
  key: fc.constantFrom(OWN, "A@2", "B@1", "B@2", "C@1", "D@1"),
  seqNo: fc.oneof(
    { weight: 20, arbitrary: fc.bigInt({ min: 0n, max: 6n }) },
    { weight: 1, arbitrary: fc.constantFrom(LARGEST, LARGEST + 1n) },
  ),
});
const future = fc.record({
  key: fc.constantFrom("D@1736386401", "D@1736390000"),
  seqNo: fc.bigInt({ min: 1n, max: 2n }),
});
const packet = fc.record({
  rows: fc.oneof(
    { weight: 15, arbitrary: fc.uniqueArray(row, { selector: ({ key }) => key, maxLength: 6 }) },
    { weight: 1, arbitrary: fc.tuple(row, future) },
  ),
  good: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
});
const up = fc.oneof(
  { weight: 4, arbitrary: fc.constant(true) },
  { weight: 1, arbitrary: fc.constant(false) },
);
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: fc.constant("link"), up }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("publish"), more: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("announce") }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("hear"), packet }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("hear-again"), which: fc.nat() }) },
  { weight: 7, arbitrary: fc.record({ do: fc.constant("verified"), which: fc.nat() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("signed"), ok: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("pass"), time: fc.integer({ min: 0, max: 400 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("expire") }) },
);

/** An owner of a machine that believes nothing it says. */
class Sceptic {
  private readonly machine: SyncMachine;
  private now = 0;
  private up = false;
  /** What the vector must be, from published and verified numbers alone. */
  private readonly rows = new Map<string, number>();
  private readonly packets: Packet[] = [];
  /** Packets under verification: by id, which of {@link packets}. */
  private readonly verifying = new Map<number, number>();
  private readonly verifiedOnce = new Set<number>();
  private signing: Extract<Effect, { type: "sign" }> | undefined;
  private signatures = 0;
  private lastSent = new StateVector();
  private published = 0;
  private lastId = 0;

  constructor(private readonly draws: () => number) {
    this.machine = new SyncMachine({ random: () => this.draws(), limits: { verifyMax: 3, digestMax: 2 } });
  }

  act(action: Action): void {
    switch (action.do) {
      case "link":
        this.up = action.up;
        this.step({ type: action.up ? "link-up" : "link-down" });
        break;
      case "publish":
        this.publish(action.more);
        break;
      case "announce":
        this.step({ type: "announce" });
        break;
      case "hear":
        this.packets.push(action.packet);
        this.hear(this.packets.length - 1);
        break;
      case "hear-again":
        if (this.packets.length > 0) {
          this.hear(action.which % this.packets.length);
        }
        break;
      case "verified":
        this.answerVerification(action.which);
        break;
      case "signed":
        this.answerSignature(action.ok);
        break;
      case "pass":
        this.now += action.time;
        break;
      case "expire":
        this.now = Math.max(this.now, this.machine.deadline ?? 0);
        this.step({ type: "timeout" });
        if (this.up) {
          expect(this.machine.deadline).toBeGreaterThan(this.now);
        }
        break;
    }
  }

  /** The link comes up, and all answers come, with success: what we published has been announced. */
  finish(): void {
    if (!this.up) {
      this.act({ do: "link", up: true });
    }
    while (this.verifying.size > 0) {
      this.answerVerification(0);
    }
    for (let tries = 0; tries < 10 && this.machine.owed !== undefined; tries++) {
      if (this.signing === undefined) {
        this.act({ do: "expire" });
      }
      this.answerSignature(true);
    }
    expect(this.machine.owed).toBeUndefined();
    expect(this.lastSent.get(nodeOf("A"), 1)).toBeGreaterThanOrEqual(this.published);
  }

  private publish(more: number): void {
    const seqNo = (this.rows.get(OWN) ?? 0) + more;
    if (!Number.isSafeInteger(seqNo)) {
      return;
    }
    this.rows.set(OWN, seqNo);
    this.published = seqNo;
    this.step({ type: "published", node: nodeOf("A"), bootstrapTime: 1, seqNo });
  }

  private hear(which: number): void {
    const id = ++this.lastId;
    const digest = new Uint8Array(32);
    new DataView(digest.buffer).setUint32(0, which);
    const inFlight = [...this.verifying.values()].includes(which);
    const full = this.verifying.size === 3;
    const octets = octetsOf(this.packets[which]!);
    const asked = { verify: false, dropped: false };
    const before = new Map(this.rows);
    const now = this.clocks();
    const effects = this.machine.step(now, { type: "received", vector: { id, octets, digest } });
    for (const effect of effects) {
      asked.verify ||= effect.type === "verify" && effect.id === id;
      asked.dropped ||= effect.type === "drop" && effect.reason === "verify-queue-full";
    }
    if (asked.verify) {
      expect(inFlight || full).toBe(false);
      this.verifying.set(id, which);
    } else if (asked.dropped) {
      expect(full).toBe(true);
    } else if (!inFlight) {
      // Taken without a check: then it was checked before, and found good.
      expect(this.verifiedOnce).toContain(which);
      this.learn(which);
    }
    this.check(effects, before);
  }

  private answerVerification(which: number): void {
    const ids = [...this.verifying.keys()];
    if (ids.length === 0) {
      return;
    }
    const id = ids[which % ids.length]!;
    const index = this.verifying.get(id)!;
    const { good } = this.packets[index]!;
    this.verifying.delete(id);
    const before = new Map(this.rows);
    if (good) {
      this.verifiedOnce.add(index);
      this.learn(index);
    }
    this.step({ type: "verified", id, ok: good }, before);
  }

  private answerSignature(ok: boolean): void {
    if (this.signing !== undefined) {
      const { id } = this.signing;
      this.step({ type: ok ? "signed" : "sign-failed", id });
    }
  }

  /** Section 3, in the plainest way. */
  private learn(which: number): void {
    const { rows } = this.packets[which]!;
    const limit = this.clocks().wall / 1000 + 86_400;
    if (rows.some(({ key }) => Number(key.split("@")[1]) > limit)) {
      return;
    }
    for (const { key, seqNo } of rows) {
      if (seqNo <= LARGEST && Number(seqNo) > (this.rows.get(key) ?? 0)) {
        this.rows.set(key, Number(seqNo));
      }
    }
  }

  private step(input: Input, before: ReadonlyMap<string, number> = new Map(this.rows)): void {
    const answered = input.type === "signed" || input.type === "sign-failed" ? this.signing : undefined;
    if (answered !== undefined) {
      this.signing = undefined;
    }
    this.check(this.machine.step(this.clocks(), input), before, input, answered);
  }

  private check(
    effects: readonly Effect[],
    before: ReadonlyMap<string, number>,
    input?: Input,
    answered?: Extract<Effect, { type: "sign" }>,
  ): void {
    const learnt = new Map(before);
    for (const effect of effects) {
      if (effect.type === "sign") {
        // One at a time, while the link is up, with the vector as it is.
        expect(this.signing).toBeUndefined();
        expect(this.up).toBe(true);
        expect(effect.id).toBe(++this.signatures);
        expect(rowsOf(StateVector.decode(effect.vector))).toEqual(this.sortedRows());
        this.signing = effect;
      } else if (effect.type === "send") {
        expect(input?.type).toBe("signed");
        expect(this.up).toBe(true);
        expect(effect.id).toBe(answered?.id);
        const sent = StateVector.decode(answered!.vector);
        // Announcements do not overtake each other.
        expect(sent.compare(this.lastSent).newer).toEqual([]);
        this.lastSent = sent;
      } else if (effect.type === "update") {
        for (const { node, bootstrapTime, low, high } of effect.ranges) {
          // Ranges begin where what is known ends: they tile 1..n, each number once.
          const key = `${nameOf(node)}@${bootstrapTime}`;
          expect(low).toBe((learnt.get(key) ?? 0) + 1);
          expect(high).toBeGreaterThanOrEqual(low);
          learnt.set(key, high);
        }
      }
    }
    if (input?.type !== "published") {
      // Whatever was learnt was said, and nothing else.
      expect(learnt).toEqual(this.rows);
    }
    expect(rowsOf(this.machine.vector)).toEqual(this.sortedRows());
    expect(this.machine.deadline !== undefined).toBe(this.up);
    expect(this.machine.deadline ?? 0).toBeLessThanOrEqual(this.now + 33_000);
    expect(this.machine.phase === "suppression" && !this.up).toBe(false);
  }

  private clocks(): Now {
    return { monotonic: this.now, wall: WALL + this.now };
  }

  private sortedRows(): [string, number][] {
    return [...this.rows].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

function octetsOf(packet: Packet): Uint8Array {
  return encodeVector(`[${packet.rows.map(({ key, seqNo }) => `${key}=${seqNo}`).join(" ")}]`);
}

function rowsOf(vector: StateVector): [string, number][] {
  return [...vector].map(({ node, bootstrapTime, seqNo }) => [`${nameOf(node)}@${bootstrapTime}`, seqNo]);
}

test("whatever happens to a machine, it keeps its promises", () => {
  fc.assert(
    fc.property(
      fc.array(action, { minLength: 1, maxLength: 120, size: "max" }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      (actions, draws) => {
        const sceptic = new Sceptic(() => draws.next().value);
        for (const one of actions) {
          sceptic.act(one);
        }
        sceptic.finish();
      },
    ),
    { numRuns: 150 },
  );
});
