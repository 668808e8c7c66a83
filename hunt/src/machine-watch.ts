import { type Input, type Now, SyncMachine } from "@svs/core";
import { MachineTwin } from "./machine-twin.js";
import type { Marks } from "./marks.js";
import type { NaiveTimers } from "./naive-member.js";

/** What the watch asks of the run. */
export interface WatchHost {
  readonly marks: Marks;
  readonly timers: NaiveTimers;
  /** Virtual milliseconds. */
  readonly now: number;
  /** How far a row may be, for a person to know it by. */
  highest(row: string): number;
}

/**
 * Looks over the shoulder of every machine in this process: after each step a {@link MachineTwin} checks
 * it. There is one at a time, for the machine is not told.
 */
export class MachineWatch implements Disposable {
  private readonly original = SyncMachine.prototype.step;
  private readonly twins = new WeakMap<SyncMachine, MachineTwin>();
  /** The first thing that was wrong: the step cannot throw it, for whoever made it would swallow it. */
  violation: unknown;

  constructor(host: WatchHost) {
    const { original, twins } = this;
    const check = (look: () => void): void => {
      if (this.violation === undefined) {
        try {
          look();
        } catch (violation) {
          this.violation = violation;
        }
      }
    };
    SyncMachine.prototype.step = function watchedStep(this: SyncMachine, now: Now, input: Input) {
      let twin = twins.get(this);
      if (!twin) {
        twin = new MachineTwin(this, host);
        twins.set(this, twin);
      }
      check(() => twin.before(now, input));
      const effects = original.call(this, now, input);
      check(() => twin.after(now, input, effects));
      return effects;
    };
  }

  [Symbol.dispose](): void {
    SyncMachine.prototype.step = this.original;
  }
}
