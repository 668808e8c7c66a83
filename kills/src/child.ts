import { type ChildProcess, fork } from "node:child_process";
import { once, setMaxListeners } from "node:events";
import type { Content, ProgramMessage, ReaderOptions, Step, WriterOptions } from "./programs/protocol.js";

/** One life of a program under test. */
export class Child {
  /** Milliseconds until it was up. */
  upAfter: number | undefined;
  /** What it went on from, once it is up. */
  begunAt: { readonly bootstrapTime: number; readonly seqNo: number } | undefined;
  /** Where it killed itself. */
  diedAt: Step | undefined;
  private readonly process: ChildProcess;
  private readonly started = performance.now();
  private readonly exited: Promise<unknown>;
  private readonly ending = new AbortController();
  private readonly upOrGone: Promise<void>;

  constructor(
    program: string,
    options: WriterOptions | ReaderOptions,
    onPublished?: (content: Content) => void,
  ) {
    this.process = fork(program, [JSON.stringify(options)], {
      execArgv: [],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    setMaxListeners(0, this.gone); // every packet that is asked for listens
    this.exited = once(this.process, "exit").then(() => this.ending.abort());
    this.upOrGone = new Promise((resolve) => {
      this.gone.addEventListener("abort", () => resolve());
      this.process.on("message", (message: ProgramMessage) => {
        switch (message.is) {
          case "up":
            this.upAfter = performance.now() - this.started;
            this.begunAt = message;
            resolve();
            break;
          case "published":
            onPublished?.(message);
            break;
          case "dying":
            this.diedAt = message.step;
        }
      });
    });
  }

  /** Aborted when it is gone. */
  get gone(): AbortSignal {
    return this.ending.signal;
  }

  /** Resolves when it is up, or gone. */
  up(): Promise<void> {
    return this.upOrGone;
  }

  /** Resolves when it is gone. @throws Error if it ended by itself. */
  async kill(): Promise<void> {
    this.process.kill("SIGKILL");
    await this.end();
  }

  /** Resolves when it is gone. @throws Error if nobody killed it. */
  async end(): Promise<void> {
    await this.exited;
    if (this.process.signalCode !== "SIGKILL") {
      throw new Error(`A program ended with status ${this.process.exitCode}; what it wrote is above.`);
    }
  }
}
