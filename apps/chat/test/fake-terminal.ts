import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";

/** A terminal to draw on: remembers what reached it, piece by piece. */
export class FakeTerminal extends EventEmitter {
  readonly isTTY = true;
  columns = 40;
  rows = 10;
  private pieces: string[] = [];

  write(text: string): boolean {
    this.pieces.push(text);
    return true;
  }

  resize(columns: number): void {
    this.columns = columns;
    this.emit("resize");
  }

  /** What was written since the last call, one string for each write. */
  taken(): string[] {
    const { pieces } = this;
    this.pieces = [];
    return pieces;
  }
}

/** A keyboard whose raw mode is remembered. */
export class FakeKeyboard extends PassThrough {
  readonly isTTY = true;
  isRaw = false;

  setRawMode(mode: boolean): this {
    this.isRaw = mode;
    return this;
  }

  /** Types, and lets the keys arrive. */
  async type(keys: string): Promise<void> {
    this.write(keys);
    await turn();
  }
}

/** Lets everything that is due now happen. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
