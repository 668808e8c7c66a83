import type { MemberState, MemberStateChange, StateStore } from "@svs/core";
import { PlainStore } from "./plain-store.js";

/** One state. */
export interface StateMedium {
  state: MemberState;
}

/** Keeps every rule of the port. */
export class PlainStateStore extends PlainStore implements StateStore {
  constructor(private readonly medium: StateMedium) {
    super();
  }

  async load(): Promise<MemberState> {
    await this.turn();
    return this.medium.state;
  }

  async save({ own, known, delivered }: MemberStateChange): Promise<void> {
    await this.turn();
    const { state } = this.medium;
    this.medium.state = {
      own: own ? [...state.own.filter(({ node }) => !node.equals(own.node)), own] : state.own,
      known: known ?? state.known,
      delivered: delivered ?? state.delivered,
    };
  }
}
