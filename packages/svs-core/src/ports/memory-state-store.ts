import { SvsError } from "../svs-error.js";
import type { MemberState, MemberStateChange, OwnState, StateStore } from "./state-store.js";

const DONE = Promise.resolve();

/** Keeps a member's state in memory; it is gone with the process. */
export class MemoryStateStore implements StateStore {
  private own: readonly OwnState[] = [];
  private known: Uint8Array | undefined;
  private delivered: Uint8Array | undefined;
  private closed = false;

  async load(): Promise<MemberState> {
    if (this.closed) {
      throw closedError();
    }
    return { own: this.own, known: this.known, delivered: this.delivered };
  }

  save({ own, known, delivered }: MemberStateChange): Promise<void> {
    if (this.closed) {
      return Promise.reject(closedError());
    }
    if (own) {
      this.own = [...this.own.filter(({ node }) => !node.equals(own.node)), own];
    }
    this.known = known ?? this.known;
    this.delivered = delivered ?? this.delivered;
    return DONE;
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function closedError(): SvsError {
  return new SvsError("closed", "The state store is closed.");
}
