import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { SvsError } from "@svs/core";
import type { TraceSink } from "./run-hooks.js";

/** A trace that is being written. */
export interface OpenTrace {
  readonly sink: TraceSink;
  /** Writes the rest. */
  close(): void;
}

/** Lines are written in pieces of about so many characters, at once: a run at machine level has no pauses. */
const PIECE = 1 << 16;

/** Where the files of a command go. Whatever fails is an SvsError `store-failed`. */
export class ResultsFolder {
  /** Makes the folder, if there is none. */
  constructor(readonly path: string) {
    this.guarded(() => mkdirSync(path, { recursive: true }));
  }

  /** Writes a whole file. */
  write(name: string, content: string | Uint8Array): void {
    this.guarded(() => writeFileSync(join(this.path, name), content));
  }

  /** Begins a trace: JSON lines. */
  trace(name: string): OpenTrace {
    const file = this.guarded(() => openSync(join(this.path, name), "w"));
    let piece = "";
    const flush = (): void => {
      this.guarded(() => writeSync(file, piece));
      piece = "";
    };
    return {
      sink: (line) => {
        piece += `${JSON.stringify(line)}\n`;
        if (piece.length >= PIECE) {
          flush();
        }
      },
      close: () => {
        flush();
        closeSync(file);
      },
    };
  }

  private guarded<T>(write: () => T): T {
    try {
      return write();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new SvsError("store-failed", `Nothing can be written to ${this.path}: ${reason}`, { cause });
    }
  }
}
