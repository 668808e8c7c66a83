import * as readline from "node:readline";
import { FrameOutput, type TerminalOutput } from "./frame-output.js";
import { textRows } from "./text-rows.js";

/** What a screen is drawn with, and whom it tells. */
export interface ScreenOptions {
  /** Keys; put into raw mode while the screen is there, if it is a terminal. */
  readonly input: NodeJS.ReadableStream;
  readonly output: TerminalOutput;
  /** Where notices go: the same terminal, as a rule. */
  readonly errors: { write(text: string): unknown };
  readonly prompt: string;
  /** A line was typed; it is erased already. */
  readonly onLine: (line: string) => void;
  /** Ctrl-C, Ctrl-D on an empty line, or the end of the input. */
  readonly onLeave: (how: "interrupt" | "end") => void;
}

/** A line above the typed one that can still be drawn again. */
interface PrintedLine {
  readonly id: number;
  text: string;
  rows: number;
}

/**
 * A terminal with a line being typed at the bottom. Everything else is printed above it and
 * scrolls away as usual; nothing but the last few lines is ever drawn twice.
 *
 * All of one turn reaches the terminal in one piece.
 */
export class Screen {
  private readonly frame: FrameOutput;
  private readonly editor: readline.Interface;
  /** The last printed lines, whose place is known for certain. */
  private printed: PrintedLine[] = [];
  private lastId = 0;
  /** Rows of the typed line when Enter was pressed. */
  private enteredRows = 0;
  /** Whether the typed line is on the terminal now. */
  private drawn = true;
  private closed = false;

  constructor(private readonly options: ScreenOptions) {
    const { input, output, prompt, onLeave } = options;
    this.frame = new FrameOutput(output);
    this.frame.on("resize", this.onMoved);
    // Keys are decoded without the editor's knowledge: it would append what is pasted in the
    // middle of a line at its end, and lose count of the rows.
    readline.emitKeypressEvents(input);
    this.editor = readline.createInterface({
      input,
      output: this.frame,
      terminal: true,
      prompt,
      historySize: 500,
      removeHistoryDuplicates: true,
    });
    // Before the editor's own listener: it sees the line as it was when the key was pressed.
    input.prependListener("keypress", this.onKey);
    this.editor.on("line", (line) => this.onLine(line));
    this.editor.on("SIGINT", () => onLeave("interrupt"));
    this.editor.on("SIGCONT", () => {
      this.onMoved();
      this.editor.prompt(true);
    });
    this.editor.on("close", () => {
      if (!this.closed) {
        onLeave("end");
      }
    });
    this.editor.prompt();
  }

  /**
   * Prints a line above the typed one; once closed, at the cursor.
   * @param line - without control characters, but for colours.
   * @returns what {@link amend} knows it by.
   */
  print(line: string): number {
    if (this.closed) {
      this.options.output.write(`${line}\r\n`);
      return ++this.lastId;
    }
    this.erase();
    const id = this.write(line);
    this.redraw();
    return id;
  }

  /**
   * Draws a printed line anew.
   * @returns whether its place was still known; otherwise nothing was done.
   */
  amend(id: number, line: string): boolean {
    const from = this.printed.findIndex((printed) => printed.id === id);
    const changed = this.printed[from];
    if (changed === undefined || this.closed) {
      return false;
    }
    const below = this.printed.slice(from);
    const rows = below.reduce((sum, printed) => sum + printed.rows, 0);
    if (rows + this.typedRowsMax() > this.frame.rows) {
      return false; // it may have scrolled away
    }
    this.erase();
    readline.moveCursor(this.frame, 0, -rows);
    readline.clearScreenDown(this.frame);
    changed.text = line;
    this.printed.length = from;
    for (const { id, text } of below) {
      this.write(text, id);
    }
    this.redraw();
    return true;
  }

  /** Writes a line to the stream for errors, and the typed line below it again. */
  notice(line: string): void {
    this.erase();
    this.frame.flush();
    this.options.errors.write(`${line}\r\n`);
    this.printed = []; // that stream may be another terminal
    this.redraw();
  }

  /** Erases the typed line and gives the terminal back. Idempotent. */
  close(): void {
    if (this.closed) {
      return;
    }
    this.erase();
    this.drawn = false;
    this.closed = true;
    this.options.input.off("keypress", this.onKey);
    this.editor.close();
    this.frame.end();
  }

  private write(line: string, id = ++this.lastId): number {
    this.frame.write(`${line}\r\n`);
    const rows = textRows(line, this.frame.columns);
    if (rows === undefined) {
      this.printed = [];
    } else {
      this.printed.push({ id, text: line, rows });
      this.forget();
    }
    return id;
  }

  /** Keeps no more lines than a screen has rows. */
  private forget(): void {
    if (this.printed.length > this.frame.rows) {
      this.printed.shift();
    }
  }

  /** Leaves the cursor where the typed line begins, with nothing below. */
  private erase(): void {
    if (this.drawn) {
      this.clearUp(this.editor.getCursorPos().rows);
    }
  }

  private clearUp(rows: number): void {
    readline.cursorTo(this.frame, 0);
    if (rows > 0) {
      readline.moveCursor(this.frame, 0, -rows);
    }
    readline.clearScreenDown(this.frame);
  }

  /** The typed line below what was printed, and the cursor where it was in it. */
  private redraw(): void {
    if (this.drawn) {
      // The editor goes up to where its line began before it draws: that many rows are made first.
      this.frame.write("\r\n".repeat(this.editor.getCursorPos().rows));
      this.editor.prompt(true);
    }
  }

  private typedRowsMax(): number {
    const typed = this.options.prompt.length + 2 * this.editor.line.length;
    return Math.floor(typed / this.frame.columns) + 2;
  }

  private readonly onKey = (_text: string | undefined, key: readline.Key): void => {
    if (key.name === "return" || key.name === "enter") {
      this.editor.write(null, { ctrl: true, name: "e" }); // to the end: where Enter goes down from
      this.enteredRows = this.editor.getCursorPos().rows + 1;
    } else if (key.ctrl && key.name === "l") {
      this.printed = []; // the editor clears the screen
    }
  };

  private readonly onMoved = (): void => {
    this.printed = []; // rows may have been broken anew
  };

  private onLine(line: string): void {
    this.clearUp(this.enteredRows);
    this.drawn = false;
    this.options.onLine(line);
    if (!this.closed) {
      this.drawn = true;
      this.editor.prompt();
    }
  }
}
