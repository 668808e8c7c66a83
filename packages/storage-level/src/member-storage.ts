import type { PublicationStore, StateStore } from "@svs/core";
import type { Stores } from "./stores.js";

/** Where one member keeps its publications and its state: two stores in one database. */
export abstract class MemberStorage implements Stores, AsyncDisposable {
  /** For `publicationStore`. Closing it alone leaves {@link state} open. */
  readonly publications: PublicationStore;
  /** For `stateStore`. Closing it alone leaves {@link publications} open. */
  readonly state: StateStore;

  protected constructor({ publications, state }: Stores) {
    this.publications = publications;
    this.state = state;
  }

  /**
   * Closes both stores, and the database, once what was begun has ended. Idempotent.
   * Close the member first: it saves its state when it closes.
   * @throws SvsError `store-failed`.
   */
  async close(): Promise<void> {
    await Promise.all([this.publications.close(), this.state.close()]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
