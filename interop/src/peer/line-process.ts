import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Program } from "./peer-kind.js";

/** Milliseconds that a wait may take unless it says otherwise: more than the longest periodic timer, 33 s. */
export const PATIENCE = 45_000;

/** A program that runs and talks in lines. Disposing it ends it. */
export class LineProcess implements AsyncDisposable {
  /** What it wrote to standard output, oldest first. */
  readonly lines: string[] = [];
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;
  private readonly waiting = new Set<() => void>();
  private complaints = "";

  /** Starts it. That it cannot be started is told by the first wait. */
  constructor(
    private readonly program: Program,
    private readonly moreArgs: readonly string[],
  ) {
    this.child = spawn(program.command, [...program.args, ...moreArgs], {
      env: { ...process.env, ...program.env },
      stdio: "pipe",
    });
    createInterface({ input: this.child.stdout! }).on("line", (line) => {
      this.lines.push(line);
      this.wake();
    });
    this.child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.complaints = (this.complaints + text).slice(-4_000);
      this.wake();
    });
    this.child.stdin!.on("error", () => undefined); // it ended: that is told by whoever waits for something
    this.ended = once(this.child, "close")
      .catch((error: Error) => {
        this.complaints += error.message;
      })
      .finally(() => this.wake());
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** What it wrote to standard error, the last of it. */
  get notices(): string {
    return this.complaints;
  }

  write(line: string): void {
    this.child.stdin!.write(`${line}\n`);
  }

  /**
   * Resolves when the condition holds; it is looked at whenever the process says something.
   * @param what - for the error: what was waited for.
   * @throws Error with what the process said last, if it does not hold in time or the process ends.
   */
  async until(what: string, condition: () => boolean, patience = PATIENCE): Promise<void> {
    const due = performance.now() + patience;
    while (!condition()) {
      const left = due - performance.now();
      if (left <= 0 || this.hasEnded) {
        throw new Error(
          `${this.hasEnded ? "The program ended" : `${patience} ms passed`} before ${what}.\n${this}`,
        );
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /**
   * Ends its input and waits for its end; after a while it is killed.
   * @returns its exit status; `null` if it did not end by itself.
   */
  async finish(): Promise<number | null> {
    this.child.stdin!.end();
    const timer = setTimeout(() => this.child.kill("SIGKILL"), PATIENCE);
    await this.ended;
    clearTimeout(timer);
    return this.child.exitCode;
  }

  /** Ends it with SIGKILL, and waits for its end. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }

  /** How it was started and what it said last, for a person. */
  toString(): string {
    const command = [this.program.command, ...this.program.args, ...this.moreArgs].join(" ");
    return [command, ...this.lines.slice(-8), this.complaints.trim()].join("\n  ");
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined;
  }

  private wake(): void {
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const each of waiting) {
      each();
    }
  }
}
