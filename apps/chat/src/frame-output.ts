import { Writable } from "node:stream";

/** The part of a terminal stream that is needed to draw on it. */
export interface TerminalOutput {
  readonly columns: number;
  readonly rows: number;
  write(text: string): boolean;
  on(event: "resize", listener: () => void): unknown;
  off(event: "resize", listener: () => void): unknown;
}

/**
 * Gathers what is written in one turn and hands it to the terminal at once, so that nobody sees
 * a line erased and not yet drawn again.
 */
export class FrameOutput extends Writable {
  private frame = "";
  private readonly onResize = (): void => {
    this.emit("resize");
  };

  constructor(private readonly terminal: TerminalOutput) {
    super({ decodeStrings: false });
    terminal.on("resize", this.onResize);
  }

  get columns(): number {
    return this.terminal.columns;
  }

  get rows(): number {
    return this.terminal.rows;
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.frame === "") {
      queueMicrotask(() => this.flush());
    }
    this.frame += chunk.toString();
    done();
  }

  override _final(done: () => void): void {
    this.terminal.off("resize", this.onResize);
    this.flush();
    done();
  }

  /** Hands over what is gathered now. */
  flush(): void {
    const { frame } = this;
    this.frame = "";
    if (frame !== "") {
      this.terminal.write(frame);
    }
  }
}
