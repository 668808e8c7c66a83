import { type Millis, SvsError } from "@svs/core";
import { shownName } from "./chat-name.js";
import type { ChatMessage, ChatRoom } from "./chat-room.js";
import { aborted, type ChatSession, tellInStep } from "./chat-session.js";
import { parseCommand } from "./commands.js";
import { FetchedMarks } from "./fetched-marks.js";
import { COMMAND_HELP } from "./help-text.js";
import { noticeLine } from "./notice-line.js";
import { printableText } from "./printable-text.js";
import type { RecalledMessage } from "./recall.js";
import { recalledLines } from "./recalled-lines.js";
import { Screen } from "./screen.js";
import { Style } from "./style.js";
import { whoLines } from "./who.js";

/** After so long, one who leaves is told what for he waits. */
const HINT: Millis = 700;

/** Talks on a terminal: what others say appears above the line that is being typed. */
export async function talkOnTerminal(session: ChatSession): Promise<void> {
  await new TerminalChat(session).run();
}

/** Whether what was said is waited for. */
type Leaving = "interrupt" | "end";

class TerminalChat {
  private readonly style: Style;
  private readonly screen: Screen;
  private readonly marks: FetchedMarks;
  private readonly opening: Promise<ChatRoom>;
  /** Once it is open. */
  private room: ChatRoom | undefined;
  private readonly joining = new AbortController();
  private readonly left: Promise<Leaving>;
  private resolveLeft!: (how: Leaving) => void;

  constructor(private readonly session: ChatSession) {
    const { process, clock, leaving } = session;
    this.left = new Promise((resolve) => {
      this.resolveLeft = resolve;
    });
    this.style = Style.for(process.stdout, process.env);
    this.marks = new FetchedMarks(clock, {
      amend: (line, text) => this.screen.amend(line, this.ownLine(text, true)),
      tell: (sentence) => this.screen.print(`${this.tick()} ${this.style.apply("dim", sentence)}`),
    });
    this.screen = new Screen({
      input: process.stdin,
      output: process.stdout,
      errors: process.stderr,
      prompt: "> ",
      onLine: (line) => this.onLine(line),
      onLeave: (how) => this.leave(how),
    });
    this.opening = session.open({
      recall: { count: process.stdout.rows, show: (messages) => this.showRecalled(messages) },
      onMessage: (message) => this.onMessage(message),
      onFetched: (seqNo) => this.marks.fetched(seqNo),
      signal: AbortSignal.any([leaving, this.joining.signal]),
    });
  }

  async run(): Promise<void> {
    const { log, clock, leaving, process } = this.session;
    const plainSink = log.sink;
    const noticeStyle = Style.for(process.stderr, process.env);
    log.sink = (level, sentence) => this.screen.notice(noticeLine(noticeStyle, level, sentence));
    try {
      await using room = await this.opening;
      this.room = room;
      void tellInStep(room, log);
      const how = await Promise.race([
        this.left,
        aborted(leaving).then(() => "interrupt" as Leaving),
        room.finished.then(() => "interrupt" as Leaving),
      ]);
      this.screen.close();
      log.sink = plainSink;
      if (how === "end") {
        const hint = clock.schedule(HINT, () =>
          log.info("Waiting until the others have it; Ctrl-C leaves now."),
        );
        await Promise.race([room.farewell(), aborted(leaving)]);
        hint.cancel();
      }
    } finally {
      this.screen.close();
      log.sink = plainSink;
    }
  }

  private leave(how: Leaving): void {
    if (!this.room) {
      this.joining.abort();
    }
    this.resolveLeft(how);
  }

  private onLine(line: string): void {
    const command = parseCommand(line);
    switch (command.kind) {
      case "say":
        void this.say(command.text);
        break;
      case "who":
        this.who();
        break;
      case "help":
        for (const sentence of COMMAND_HELP) {
          this.screen.print(this.style.apply("dim", sentence));
        }
        break;
      case "quit":
        this.leave("end");
        break;
      case "unknown":
        this.screen.print(this.style.apply("warn", `There is no ${printableText(command.word)}; see /help.`));
        break;
      case "nothing":
        break;
    }
  }

  private async say(text: string): Promise<void> {
    const line = this.screen.print(this.ownLine(text, false));
    try {
      const room = await this.opening;
      this.marks.said(await room.say(text), line, text);
    } catch (error) {
      if (!SvsError.is(error)) {
        throw error;
      }
      this.session.log.error(`"${printableText(text)}" was not said: ${error.message}`);
    }
  }

  private who(): void {
    const { room } = this;
    for (const line of room ? whoLines(room.members, this.session.clock.wall()) : []) {
      this.screen.print(line);
    }
    this.screen.print(this.style.apply("dim", "A member shows up here with its first message."));
  }

  private showRecalled(messages: readonly RecalledMessage[]): void {
    for (const line of recalledLines(messages, this.session.process.stdout)) {
      this.screen.print(this.style.apply("dim", line));
    }
  }

  private onMessage({ from, text }: ChatMessage): void {
    this.screen.print(`${this.style.name(`${shownName(from)}:`)} ${printableText(text)}`);
  }

  private ownLine(text: string, fetched: boolean): string {
    const line = `${this.style.apply("own", "YOU:")} ${printableText(text)}`;
    return fetched ? `${line} ${this.tick()}` : line;
  }

  private tick(): string {
    return this.style.apply("tick", "\u2713");
  }
}
