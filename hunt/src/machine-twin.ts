import type { DropReason, Effect, Input, Now, ReceivedVector, SyncMachine } from "@svs/core";
import { MalformedTlvError, StateVector } from "@svs/tlv";
import type { WatchHost } from "./machine-watch.js";
import type { Mark } from "./marks.js";
import { NaiveMember, type Span } from "./naive-member.js";
import { encodeNaively } from "./naive-vector.js";
import { type Rows, rowKey, rowsOf, sameRows } from "./rows.js";
import { Violation } from "./violation.js";

/** Rounding of two ways to add the same milliseconds. */
const ROUNDING = 1e-6;

/** What is worth a mark of what a machine left out of account. */
const DROP_MARKS: { readonly [Reason in DropReason]?: Mark } = {
  "recently-updated": "outdated only of what is new",
  "answered-before": "outdated and answered before",
  jump: "jump in quarantine",
  "bootstrap-time": "bootstrap time that is not passed on",
};
/** Milliseconds between a Sync Interest of a member and its next repeat. */
const REPEAT_MIN = 500;

/** Octets of a vector without entries: type and length. */
const EMPTY_SIZE = 2;

/** A machine's shadow: does everything again, naively, and compares. */
export class MachineTwin {
  readonly naive: NaiveMember;
  private known: Rows;
  private deadline: number | undefined;
  private readonly unverified = new Map<number, { vector: ReceivedVector; arrivedAt: number }>();
  /** The signature in flight: what it says. */
  private signing: { readonly id: number; readonly rows: Rows } | undefined;
  private wishes = false;
  /** Set in a suppression until it has been answered. */
  private mayRepair = false;
  private lastSent = Number.NEGATIVE_INFINITY;
  private readonly tiled = new Map<string, number>();

  constructor(
    private readonly machine: SyncMachine,
    private readonly host: WatchHost,
  ) {
    this.naive = new NaiveMember(host.timers);
    this.known = rowsOf(machine.vector);
    for (const [row, seqNo] of this.known) {
      this.naive.rows.set(row, { seqNo, since: Number.NEGATIVE_INFINITY });
      this.tiled.set(row, seqNo);
    }
  }

  /** The timer is to fire when it is due: nothing may happen later with it still armed. */
  before({ monotonic }: Now, input: Input): void {
    const { deadline } = this;
    if (deadline !== undefined && monotonic > deadline + ROUNDING && input.type !== "timeout") {
      throw this.wrong("one timer", `it was due at ${deadline} and had not fired at ${monotonic}`);
    }
  }

  after(now: Now, input: Input, effects: readonly Effect[]): void {
    const before = this.naive.timer;
    const wasSuppressing = this.naive.merged !== undefined;
    this.imitate(now, input, effects);
    this.checkRows(effects);
    this.checkTimer(now, before, wasSuppressing);
    this.checkSignature(input, effects);
    this.checkSends(now, effects);
    this.deadline = this.machine.deadline;
  }

  private imitate(now: Now, input: Input, effects: readonly Effect[]): void {
    const { naive } = this;
    const { marks } = this.host;
    switch (input.type) {
      case "link-up":
        naive.linkUp(now.monotonic);
        this.wishes = true;
        break;
      case "link-down":
        naive.stop();
        marks.reached("link down");
        break;
      case "announce":
        naive.announce(now.monotonic);
        this.wishes = true;
        break;
      case "published": {
        const row = rowKey(input.node, input.bootstrapTime);
        if (input.seqNo > this.host.highest(row)) {
          throw this.wrong("nothing is invented", `its own ${row} rose to ${input.seqNo}`);
        }
        this.tiled.set(row, input.seqNo);
        naive.publish(now.monotonic, row, input.seqNo);
        this.wishes = true;
        break;
      }
      case "received":
        this.receive(now, input.vector, effects);
        break;
      case "verified": {
        const { vector, arrivedAt } = this.unverified.get(input.id)!;
        this.unverified.delete(input.id);
        if (input.ok) {
          this.hear(now, { vector, arrivedAt, isEcho: false }, effects);
        } else {
          marks.reached("signature refused");
          this.expectRows(effects);
        }
        break;
      }
      case "vouched": {
        const row = rowKey(input.node, input.bootstrapTime);
        naive.vouch(now.monotonic, row, input.seqNo);
        break;
      }
      case "signed":
        naive.signed(now.monotonic);
        if (this.signing && sameRows(this.signing.rows, this.naiveRows())) {
          naive.sent(this.signing.rows);
        }
        break;
      case "sign-failed":
        throw this.wrong("no error", "a signature failed");
      case "timeout":
        this.expire(now);
        break;
    }
  }

  private receive(now: Now, vector: ReceivedVector, effects: readonly Effect[]): void {
    const { monotonic } = now;
    if (effects.some((effect) => effect.type === "verify")) {
      this.unverified.set(vector.id, { vector, arrivedAt: monotonic });
      return;
    }
    if (effects.some((effect) => effect.type === "drop" && effect.reason === "verify-queue-full")) {
      return;
    }
    this.host.marks.reached("the same packet again");
    this.hear(now, { vector, arrivedAt: monotonic, isEcho: true }, effects);
  }

  private hear(
    now: Now,
    heard: { readonly vector: ReceivedVector; readonly arrivedAt: number; readonly isEcho: boolean },
    effects: readonly Effect[],
  ): void {
    const { marks } = this.host;
    const { octets } = heard.vector;
    let vector: StateVector;
    try {
      vector = StateVector.decode(octets);
    } catch (error) {
      if (!(error instanceof MalformedTlvError)) {
        throw error;
      }
      marks.reached("malformed vector");
      this.expectRows(effects, "malformed");
      return;
    }
    const rows = rowsOf(vector);
    const suppressing = this.naive.merged !== undefined;
    // Entries that cannot be used count for the bootstrap time alone.
    const newest = maxBootstrapTime(octets, vector);
    const isEmpty = octets.length === EMPTY_SIZE;
    const used = this.naive.hear(now.monotonic, heard.arrivedAt, now.wall, {
      vector: rows,
      newest,
      isEmpty,
      digest: Buffer.from(heard.vector.digest).toString("hex"),
      isEcho: heard.isEcho,
    });
    if (!used) {
      marks.reached("bootstrap time in the future");
      this.expectRows(effects, "future-bootstrap");
      return;
    }
    if (vector.refused > 0) {
      marks.reached("number above 2^53-1");
    }
    if (!suppressing && this.naive.merged) {
      this.mayRepair = true;
      marks.reached("suppression entered");
    } else if (suppressing) {
      marks.reached("heard in suppression");
    }
    for (const effect of effects) {
      const mark = effect.type === "drop" ? DROP_MARKS[effect.reason] : undefined;
      if (mark) {
        marks.reached(mark);
      }
    }
  }

  private expire(now: Now): void {
    const { naive } = this;
    const { marks } = this.host;
    if (naive.timer === undefined || this.deadline === undefined || now.monotonic < this.deadline) {
      return; // the machine may be asked at any time
    }
    const suppressing = naive.merged !== undefined;
    const { isRepeat } = naive.timer;
    const emits = naive.expire(now.monotonic, this.signing !== undefined);
    this.wishes ||= emits;
    if (suppressing) {
      marks.reached(emits ? "outdated member answered" : "answer suppressed");
    } else if (emits) {
      marks.reached(isRepeat ? "repeat" : "periodic announcement");
    }
  }

  /** Everything that was known is still, and what is new was told. */
  private checkRows(effects: readonly Effect[]): void {
    const rows = rowsOf(this.machine.vector);
    for (const [row, seqNo] of this.known) {
      if (!(rows.get(row)! >= seqNo)) {
        throw this.wrong("state never goes back", `${row} was ${seqNo}, and is ${rows.get(row)}`);
      }
    }
    for (const [row, seqNo] of rows) {
      if (seqNo > this.host.highest(row)) {
        throw this.wrong(
          "nothing is invented",
          `${row} is ${seqNo}, and was never above ${this.host.highest(row)}`,
        );
      }
    }
    this.known = rows;
    for (const effect of effects) {
      if (effect.type === "update") {
        for (const { node, bootstrapTime, low, high } of effect.ranges) {
          const row = rowKey(node, bootstrapTime);
          const last = this.tiled.get(row) ?? 0;
          if (low !== last + 1 || high < low) {
            throw this.wrong("updates tile", `${row} had ${last}, and an update says ${low}..${high}`);
          }
          this.tiled.set(row, high);
        }
      }
    }
    for (const [row, seqNo] of rows) {
      if (this.tiled.get(row) !== seqNo) {
        throw this.wrong("updates tile", `${row} is ${seqNo}, and the updates say ${this.tiled.get(row)}`);
      }
    }
    this.expectRows(effects);
  }

  private expectRows(effects: readonly Effect[], reason?: string): void {
    if (!sameRows(rowsOf(this.machine.vector), this.naiveRows())) {
      throw this.wrong("as specified", "the vector differs from the naive member's");
    }
    if (reason && !effects.some((effect) => effect.type === "drop" && effect.reason === reason)) {
      throw this.wrong("as specified", `there is no drop for the reason ${reason}`);
    }
  }

  private checkTimer({ monotonic }: Now, before: Span | undefined, wasSuppressing: boolean): void {
    const { deadline, phase } = this.machine;
    const { timer, merged } = this.naive;
    if ((phase === "suppression") !== (merged !== undefined)) {
      throw this.wrong("as specified", `it is in ${phase}, and should ${merged ? "" : "not "}be suppressing`);
    }
    if ((deadline === undefined) !== (timer === undefined)) {
      throw this.wrong(
        "one timer",
        deadline === undefined ? "there is none" : "it runs while the link is down",
      );
    }
    if (timer === undefined) {
      return;
    }
    if (timer === before && wasSuppressing === (merged !== undefined)) {
      if (deadline !== this.deadline) {
        throw this.wrong(
          "one timer",
          `it moved from ${this.deadline} to ${deadline} at ${monotonic} for no reason`,
        );
      }
    } else if (!(deadline! >= timer.from - ROUNDING && deadline! <= timer.to + ROUNDING)) {
      throw this.wrong("one timer", `it is set to ${deadline}, and may be from ${timer.from} to ${timer.to}`);
    }
  }

  /** A wish leads to a signature of the vector as it is, unless one of the same is in flight or the link is down. */
  private checkSignature(input: Input, effects: readonly Effect[]): void {
    if (input.type === "signed") {
      this.signing = undefined;
    }
    for (const effect of effects) {
      if (effect.type !== "sign") {
        continue;
      }
      if (this.signing || !this.wishes) {
        throw this.wrong(
          this.signing ? "as specified" : "one repair",
          this.signing ? "two signatures are in flight" : "it announces what nobody asked for",
        );
      }
      const vector = StateVector.decode(effect.vector);
      const rows = rowsOf(vector);
      if (Buffer.compare(encodeNaively(rows), effect.vector) !== 0) {
        throw this.wrong("canonical packets", "a vector is not written as it is to be");
      }
      if (!sameRows(rows, this.naiveRows())) {
        throw this.wrong("as specified", "it announces another vector than its own");
      }
      this.signing = { id: effect.id, rows };
      this.wishes = false;
    }
    if (this.wishes && this.signing && sameRows(this.signing.rows, this.naiveRows())) {
      this.wishes = false; // the one in flight says it
    }
    if (this.wishes && !this.signing && this.naive.linkIsUp) {
      throw this.wrong("as specified", "it is to announce, and signs nothing");
    }
  }

  private checkSends({ monotonic }: Now, effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.type !== "send") {
        continue;
      }
      if (effect.cause === "repeat" && monotonic < this.lastSent + REPEAT_MIN - ROUNDING) {
        throw this.wrong("repeats apart", `one follows what was sent at ${this.lastSent}`);
      }
      this.lastSent = monotonic;
      if (effect.cause === "suppression") {
        if (!this.mayRepair) {
          throw this.wrong("one repair", "a second answer in one suppression");
        }
        this.mayRepair = false;
      }
    }
  }

  private naiveRows(): Rows {
    const rows = new Map<string, number>();
    for (const [row, { seqNo }] of this.naive.rows) {
      rows.set(row, seqNo);
    }
    return rows;
  }

  private wrong(invariant: Violation["invariant"], what: string): Violation {
    return new Violation(invariant, `at ${this.host.now} ms: ${what}`);
  }
}

/** Seconds; of entries that cannot be used, too. */
function maxBootstrapTime(octets: Uint8Array, decoded: StateVector): number {
  return decoded.refused === 0
    ? Math.max(0, ...[...decoded].map(({ bootstrapTime }) => bootstrapTime))
    : new StateVector().compareEncoded(octets).maxBootstrapTime;
}
