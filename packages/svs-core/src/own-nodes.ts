import type { Name } from "@ndn/packet";
import type { StateVector } from "@svs/tlv";
import { sameOctets } from "./octets.js";
import type { Millis } from "./ports/clock.js";
import type { OwnState, StateStore } from "./ports/state-store.js";

/**
 * Seconds by which a new bootstrap time may be ahead of our clock, so as to be above those that were seen before. Rows
 * much further ahead are not learnt by members whose clocks are behind ours, and anybody can claim one in our name.
 */
const AHEAD_MAX = 43_200;

/** The node prefixes of this member, with how far it has numbered under each. */
export class OwnNodes {
  /** A member has few: a list. */
  private states: readonly OwnState[];
  /** Bootstrap times of ours that are not to be gone on with, by node. */
  private readonly disputed = new Map<string, number>();

  constructor(
    private readonly store: StateStore,
    private readonly hasBootstrapTime: boolean,
    states: readonly OwnState[],
  ) {
    this.states = states;
  }

  get(node: Name): OwnState | undefined {
    return this.states.find((state) => state.node.equals(node));
  }

  all(): readonly OwnState[] {
    return this.states;
  }

  /** Whether these octets are a node prefix of ours, with the bootstrap time it has now. */
  isCurrent(node: Uint8Array, bootstrapTime: number): boolean {
    return this.states.some(
      (state) => state.bootstrapTime === bootstrapTime && sameOctets(state.node.value, node),
    );
  }

  /**
   * Others may believe that numbers under this bootstrap time are used which we never gave out: the next publication
   * begins a new one. Not within a minute of its beginning, so that nobody can make us change all the time.
   */
  dispute(node: Name, bootstrapTime: number, wall: Millis): void {
    if (this.hasBootstrapTime && wall / 1000 - bootstrapTime >= 60) {
      this.disputed.set(node.valueHex, bootstrapTime);
    }
  }

  /** A node prefix that continues its numbering: `known` has no number of it that we did not give out. */
  current(node: Name, known: StateVector): OwnState | undefined {
    const state = this.get(node);
    const isDisputed = this.disputed.get(node.valueHex) === state?.bootstrapTime;
    return state && !isDisputed && known.get(node.value, state.bootstrapTime) <= state.seqNo
      ? state
      : undefined;
  }

  /**
   * A node prefix that continues its numbering, or begins with a new bootstrap time: when it is
   * new here, or when `known` has numbers of it that we did not give out. A bootstrap time is
   * never one that was seen before, even if the clock was set back (section 3, Bootstrap Time), and
   * not far ahead of the clock.
   */
  async join(node: Name, wall: Millis, known: StateVector): Promise<OwnState> {
    const current = this.current(node, known);
    if (current) {
      return current;
    }
    return this.save({
      node,
      bootstrapTime: this.hasBootstrapTime ? this.newBootstrapTime(node, Math.floor(wall / 1000), known) : 0,
      // Without bootstrap times the numbering can only go on behind what is known.
      seqNo: this.hasBootstrapTime ? 0 : known.get(node.value, 0),
    });
  }

  /** Remembers that numbers up to `seqNo` are given out. */
  async raise(node: Name, seqNo: number): Promise<OwnState> {
    const { bootstrapTime } = this.get(node)!;
    return this.save({ node, bootstrapTime, seqNo });
  }

  /** @param now - in seconds. */
  private newBootstrapTime(node: Name, now: number, known: StateVector): number {
    const own = this.get(node)?.bootstrapTime ?? -1;
    const last = Math.max(own, known.latestBootstrapTime(node.value) ?? -1);
    if (last < now + AHEAD_MAX) {
      return Math.max(now, last + 1);
    }
    let free = now;
    while (free === own || known.get(node.value, free) > 0) {
      free++;
    }
    return free;
  }

  private async save(state: OwnState): Promise<OwnState> {
    await this.store.save({ own: state });
    this.states = [...this.states.filter(({ node }) => !node.equals(state.node)), state];
    return state;
  }
}
