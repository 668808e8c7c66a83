import type { Clock, Millis } from "@svs/core";
import { printableText } from "./printable-text.js";

/** How long marks that come late are gathered before they are told of. */
const GATHER: Millis = 150;

/** What the marks are drawn on. */
export interface MarkSurface {
  /** Draws a line of one's own anew, with the mark. @returns whether that could be done. */
  amend(line: number, text: string): boolean;
  /** Tells of messages that scrolled away before they were fetched. */
  tell(sentence: string): void;
}

/**
 * Which of one's own messages another member has: marked on the line where it stands, or told of
 * in one sentence when that line has scrolled away.
 */
export class FetchedMarks {
  /** Said and not fetched yet, by number: the line and its text. */
  private readonly open = new Map<number, { readonly line: number; readonly text: string }>();
  private late: string[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly surface: MarkSurface,
  ) {}

  /** A message of one's own, printed on a line. */
  said(seqNo: number, line: number, text: string): void {
    this.open.set(seqNo, { line, text });
  }

  fetched(seqNo: number): void {
    const said = this.open.get(seqNo);
    this.open.delete(seqNo);
    if (said && !this.surface.amend(said.line, said.text)) {
      this.late.push(said.text);
      if (this.late.length === 1) {
        this.clock.schedule(GATHER, () => this.tellLate());
      }
    }
  }

  private tellLate(): void {
    const { late } = this;
    this.late = [];
    const what = late.length === 1 ? `"${excerpt(late[0]!)}"` : `${late.length} of your messages`;
    this.surface.tell(`${what} ${late.length === 1 ? "was" : "were"} fetched`);
  }
}

function excerpt(text: string): string {
  const characters = [...printableText(text)];
  return characters.length > 30 ? `${characters.slice(0, 29).join("")}\u2026` : characters.join("");
}
