import { appendFile, readFile, rename, writeFile } from "node:fs/promises";
import { Name } from "@ndn/packet";
import { SvsError } from "@svs/core";
import { ShownLog, type ShownMessage } from "./shown-log.js";

/** With more lines it is written anew. */
const LINES_MAX = 3_000;

/** For the user alone. */
const MODE = 0o600;

const LINE = /^([<>]) ((?:[0-9A-F]{2})+) (\d{1,16}) (\d{1,16})$/;

/** A log in a file, a line for each message. Contents are not in it. One process writes it. */
export class ShownLogFile implements AsyncDisposable {
  /** @throws SvsError `store-failed`. */
  static async open(path: string): Promise<ShownLogFile> {
    const text = await attempt(path, () => readIfThere(path));
    const lines = text.split("\n");
    // Behind the last end of a line is what a process wrote that was killed meanwhile.
    const rest = lines.pop();
    const file = new ShownLogFile(path, lines);
    if (rest !== "" || file.log.messages.length < lines.length) {
      await attempt(path, () => file.writeAnew());
    }
    return file;
  }

  readonly log: ShownLog;
  private lines: number;
  /** Writing goes in turns. */
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly path: string,
    lines: readonly string[],
  ) {
    this.lines = lines.length;
    this.log = new ShownLog(
      lines.flatMap((line) => decode(line) ?? []),
      (message) => this.add(message),
    );
  }

  /** Resolves when all is written that is to be written. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.turn;
  }

  private async add(message: ShownMessage): Promise<void> {
    const writing = this.turn.then(() =>
      attempt(this.path, async () => {
        if (this.lines < LINES_MAX) {
          const { lines } = this;
          this.lines = Number.POSITIVE_INFINITY; // a line that is half written is not written behind
          await appendFile(this.path, encode(message), { mode: MODE });
          this.lines = lines + 1;
        } else {
          await this.writeAnew();
        }
      }),
    );
    this.turn = writing.catch(() => undefined);
    await writing;
  }

  private async writeAnew(): Promise<void> {
    const { messages } = this.log;
    const anew = `${this.path}.new`;
    await writeFile(anew, messages.map(encode).join(""), { mode: MODE });
    await rename(anew, this.path);
    this.lines = messages.length;
  }
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return "";
    }
    throw error;
  }
}

function encode({ own, node, bootstrapTime, seqNo }: ShownMessage): string {
  return `${own ? ">" : "<"} ${node.valueHex} ${bootstrapTime} ${seqNo}\n`;
}

function decode(line: string): ShownMessage | undefined {
  const [, direction, node, bootstrapTime, seqNo] = LINE.exec(line) ?? [];
  if (node === undefined) {
    return undefined;
  }
  try {
    return {
      own: direction === ">",
      node: new Name(Uint8Array.from(Buffer.from(node, "hex"))),
      bootstrapTime: Number(bootstrapTime),
      seqNo: Number(seqNo),
    };
  } catch {
    return undefined; // no name
  }
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new SvsError("store-failed", `${path} cannot be used: ${(cause as Error).message}.`, { cause });
  }
}
