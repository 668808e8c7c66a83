import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { runCommand } from "../../../scripts/run-command.mjs";
import { NotInstalled } from "../not-installed.js";

/** Runs in the namespace as long as its standard input is open, and so keeps it. */
const HOLD = "ip link set lo up && echo ready && exec cat";

/**
 * A network namespace: interfaces of its own, at first the loopback alone. It has no name that could be
 * left behind: it is gone when it is disposed of, or when this process has ended, in whatever way.
 */
export class Namespace implements AsyncDisposable {
  private constructor(
    private readonly holder: ChildProcess,
    private readonly enter: readonly string[],
  ) {}

  /**
   * Makes one; whoever is not root makes it in a user namespace of his own.
   * @param beside - one that this one is to be connected to.
   * @throws NotInstalled where that is not possible.
   */
  static async create(beside?: Namespace): Promise<Namespace> {
    if (process.platform !== "linux") {
      throw new NotInstalled("Network namespaces are there on Linux only.");
    }
    const asRoot = process.geteuid!() === 0;
    const owner = beside ? beside.enter : asRoot ? [] : ["unshare", "--user", "--map-root-user"];
    const [command, ...args] = [...owner, "unshare", "--net", "sh", "-c", HOLD];
    const holder = spawn(command!, args, { stdio: "pipe" });
    let output = "";
    for (const stream of [holder.stdout, holder.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    // That there is no such command: it ends without a word of its own.
    holder.on("error", (error) => {
      output += error.message;
    });
    holder.stdin.on("error", () => undefined);
    await Promise.race([once(holder.stdout, "data"), once(holder, "close").catch(() => undefined)]);
    if (!output.startsWith("ready")) {
      throw new NotInstalled(`Network namespaces cannot be made here: ${output.trim()}.`);
    }
    const user = asRoot ? [] : ["--user", "--preserve-credentials"];
    return new Namespace(holder, ["nsenter", "--target", `${holder.pid}`, ...user, "--net"]);
  }

  /** Names it for `ip`: `ip link … netns PID`. */
  get pid(): number {
    return this.holder.pid!;
  }

  /** A command that runs the command after it in here; that one is killed when this process ends. */
  get within(): readonly string[] {
    return [...this.enter, "setpriv", "--pdeathsig", "KILL"];
  }

  /**
   * Runs a command in here to its end.
   * @returns what it wrote.
   * @throws Error with that if it fails.
   */
  async run(command: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const [program, ...args] = [...this.within, ...command];
    const { status, output } = await runCommand(program!, args, { env: { ...process.env, ...env } });
    if (status !== 0) {
      throw new Error(`\`${command.join(" ")}\` failed in its namespace:\n${output}`);
    }
    return output;
  }

  /** Lets go of it; it is gone once the programs in it have ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.holder.exitCode === null && this.holder.signalCode === null) {
      const ended = once(this.holder, "exit");
      this.holder.stdin!.end();
      await ended;
    }
  }
}
