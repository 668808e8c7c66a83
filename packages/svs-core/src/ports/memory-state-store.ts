import { SvsError } from "../svs-error.js";
import type { MemberState, MemberStateChange, OwnState, StateStore } from "./state-store.js";

/** Keeps a member's state in memory; it is gone with the process. */
export class MemoryStateStore implements StateStore {
  private own: readonly OwnState[] = [];
  private known: Uint8Array | undefined;
  private delivered: Uint8Array | undefined;
  private closed = false;

  async load(): Promise<MemberState> {
    this.ensureOpen();
    return { own: this.own, known: this.known, delivered: this.delivered };
  }

  async save({ own, known, delivered }: MemberStateChange): Promise<void> {
    this.ensureOpen();
    if (own) {
      this.own = [...this.own.filter(({ node }) => !node.equals(own.node)), own];
    }
    this.known = known ?? this.known;
    this.delivered = delivered ?? this.delivered;
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private ensureOpen(): void {
    if (this.closed) {
      throw new SvsError("closed", "The state store is closed.");
    }
  }
}
