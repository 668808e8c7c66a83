import { SvsError } from "@svs/core";

/** What a plain store has of its life: it is opened, and then closed, or its process killed. */
export class PlainStore implements AsyncDisposable {
  private ended: "closed" | "killed" | undefined;

  /** Nothing that was begun goes on. */
  kill(): void {
    this.ended = "killed";
  }

  async close(): Promise<void> {
    this.ended ??= "closed";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** The moment at which an operation is carried out; never, in a process that was killed. */
  protected async turn(): Promise<void> {
    this.ensureOpen();
    await Promise.resolve();
    if (this.ended === "killed") {
      await new Promise(() => undefined);
    }
    this.ensureOpen();
  }

  private ensureOpen(): void {
    if (this.ended === "closed") {
      throw new SvsError("closed", "The store is closed.");
    }
  }
}
