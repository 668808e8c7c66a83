import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Name } from "@ndn/packet";
import { StateVector } from "@ndn/svs";

/**
 * What a member remembers: its publications, and how far it published and delivered. Without a
 * directory it lasts as long as the process.
 */
export class Memory {
  private readonly texts = new Map<string, string>();
  private readonly rows: StateVector;
  private readonly file: string | undefined;

  constructor(directory?: string) {
    this.file = directory && join(directory, "member.json");
    if (directory) {
      mkdirSync(directory, { recursive: true });
    }
    const saved = this.load();
    this.texts = new Map(Object.entries(saved.texts));
    this.rows = new StateVector(saved.rows);
  }

  /** To create an `SvSync` with. */
  get vector(): StateVector {
    return new StateVector(this.rows);
  }

  textOf(name: Name): string | undefined {
    return this.texts.get(name.valueHex);
  }

  keepText(name: Name, text: string): void {
    this.texts.set(name.valueHex, text);
  }

  /** Notes how far a member was delivered, or how far this one published; and saves everything. */
  keepRow(id: Name & StateVector.ID, seqNo: number): void {
    this.rows.set(id, seqNo);
    if (this.file) {
      // Renamed into place, so that it is whole whenever the process is killed.
      const draft = `${this.file}.draft`;
      writeFileSync(
        draft,
        JSON.stringify({ rows: this.rows.toJSON(), texts: Object.fromEntries(this.texts) } satisfies Saved),
      );
      renameSync(draft, this.file);
    }
  }

  private load(): Saved {
    try {
      return JSON.parse(readFileSync(this.file ?? "", "utf8")) as Saved;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") {
        return { rows: {}, texts: {} };
      }
      throw error;
    }
  }
}

interface Saved {
  /** As `StateVector` has it as JSON. */
  readonly rows: Record<string, number>;
  /** By the octets of their names, in hexadecimal. */
  readonly texts: Readonly<Record<string, string>>;
}
