import { LineProcess } from "./line-process.js";
import type { MemberCommand, MemberEvent } from "./member-event.js";
import type { Program } from "./peer-kind.js";

/** What a member is started with. */
export interface MemberOptions {
  readonly node: string;
  readonly group: string;
  /** URI. */
  readonly forwarder: string;
  /** Directory for what it remembers; `undefined` if it is to remember nothing. */
  readonly state?: string | undefined;
}

/** A member that runs as a process of its own. Disposing it ends the process. */
export class MemberProcess implements AsyncDisposable {
  private readonly told: MemberEvent[] = [];
  /** Lines that were looked at. */
  private read = 0;
  private readonly process: LineProcess;

  private constructor(
    program: Program,
    readonly options: MemberOptions,
  ) {
    const { node, group, forwarder, state } = options;
    const args = ["--node", node, "--group", group, "--forwarder", forwarder];
    this.process = new LineProcess(program, state === undefined ? args : [...args, "--state", state]);
  }

  /** Starts a member and waits until it is ready. */
  static async start(program: Program, options: MemberOptions): Promise<MemberProcess> {
    const member = new MemberProcess(program, options);
    try {
      await member.until("it was ready", ({ events }) => events.some(({ is }) => is === "ready"));
    } catch (error) {
      await member.kill();
      throw error;
    }
    return member;
  }

  /** What it told, oldest first. */
  get events(): readonly MemberEvent[] {
    const { lines } = this.process;
    while (this.read < lines.length) {
      const line = lines[this.read++]!;
      // Some libraries print by themselves.
      if (line.startsWith('{"is":')) {
        this.told.push(JSON.parse(line) as MemberEvent);
      }
    }
    return this.told;
  }

  /** Texts of `node`'s publications, in the order in which they were delivered. */
  textsOf(node: string): string[] {
    return this.events.flatMap((event) =>
      event.is === "delivered" && event.node === node ? [event.text] : [],
    );
  }

  send(command: MemberCommand): void {
    this.process.write(JSON.stringify(command));
  }

  /** Publishes texts, and waits until each has its number. */
  async publish(...texts: readonly string[]): Promise<void> {
    const count = (): number => this.events.filter(({ is }) => is === "published").length;
    const wanted = count() + texts.length;
    for (const text of texts) {
      this.send({ do: "publish", text });
    }
    await this.until(`${texts.length} publications had their numbers`, () => count() >= wanted);
  }

  /**
   * Resolves when the condition holds.
   * @param what - for the error: what was waited for.
   * @throws Error with what it told, if that does not come in time or the process ends.
   */
  until(what: string, condition: (member: this) => boolean, patience?: number): Promise<void> {
    return this.process.until(what, () => condition(this), patience);
  }

  /**
   * The first event, told already or not, that `pick` picks; what it returns for that.
   * @param what - for the error: what was waited for.
   */
  async event<T>(what: string, pick: (event: MemberEvent) => T | undefined): Promise<T> {
    let picked: T | undefined;
    let looked = 0;
    await this.until(what, ({ events }) => {
      while (picked === undefined && looked < events.length) {
        picked = pick(events[looked++]!);
      }
      return picked !== undefined;
    });
    return picked!;
  }

  /** Asks it to leave, and waits for its end. @throws Error if it does not end well. */
  async leave(): Promise<void> {
    this.send({ do: "leave" });
    const status = await this.process.finish();
    if (status !== 0) {
      throw new Error(`It left with exit status ${status}.\n${this}`);
    }
  }

  /** Ends it with SIGKILL, and waits for its end. */
  kill(): Promise<void> {
    return this.process.kill();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }

  toString(): string {
    return `${this.process}`;
  }
}
