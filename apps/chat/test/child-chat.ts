import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));
const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const AT_PORT = fileURLToPath(new URL("./fixtures/chat-at-port.ts", import.meta.url));

/** Where a chat runs. */
export interface ChildChatOptions {
  /** The folder that it takes for the user's own. */
  readonly home: string;
  /** Where forwarders are looked for and served; without it, as the arguments say. */
  readonly port?: number | undefined;
}

/** A chat that runs as a process of its own, in line mode because its input is a pipe. */
export class ChildChat implements AsyncDisposable {
  readonly said: string[] = [];
  readonly notices: string[] = [];
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;
  private readonly waiting = new Set<() => void>();

  constructor(argv: readonly string[], { home, port }: ChildChatOptions) {
    const program = port === undefined ? MAIN : AT_PORT;
    this.child = spawn(process.execPath, ["-C", "@svs/source", "--import", "tsx", program, ...argv], {
      cwd: REPOSITORY,
      env: {
        ...process.env,
        CHAT_TEST_PORT: String(port),
        HOME: home,
        XDG_DATA_HOME: join(home, "data"),
        LOCALAPPDATA: join(home, "data"),
      },
      stdio: "pipe",
    });
    this.collect(this.child.stdout!, this.said);
    this.collect(this.child.stderr!, this.notices);
    this.ended = once(this.child, "close");
  }

  type(line: string): void {
    this.child.stdin!.write(`${line}\n`);
  }

  /** Ends the input and waits for the process. @returns its exit code. */
  async leave(): Promise<number | null> {
    this.child.stdin!.end();
    await this.ended;
    return this.child.exitCode;
  }

  /** Sends a signal and waits for the process. @returns its exit code. */
  async kill(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    await this.ended;
    return this.child.exitCode;
  }

  /** Resolves when the condition holds; it is looked at whenever the process says something. */
  async until(condition: (chat: this) => boolean): Promise<void> {
    while (!condition(this)) {
      if (this.child.exitCode !== null) {
        throw new Error(`The chat ended early: ${JSON.stringify([this.said, this.notices])}`);
      }
      await Promise.race([
        this.ended,
        new Promise<void>((resolve) => {
          this.waiting.add(resolve);
        }),
      ]);
    }
  }

  async heard(line: string): Promise<void> {
    await this.until(({ said }) => said.includes(line));
  }

  async noticed(pattern: RegExp): Promise<void> {
    await this.until(({ notices }) => notices.some((notice) => pattern.test(notice)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill("SIGKILL");
    await this.ended;
  }

  private collect(stream: NodeJS.ReadableStream, lines: string[]): void {
    let rest = "";
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      const pieces = (rest + chunk).split("\n");
      rest = pieces.pop()!;
      lines.push(...pieces);
      for (const wake of this.waiting) {
        wake();
      }
      this.waiting.clear();
    });
  }
}
