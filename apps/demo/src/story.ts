import { AltUri } from "@ndn/packet";
import type { Publication, SvSync } from "@svs/core";
import type { MemberName } from "./script.js";

/** What happened, line by line, in the order of time. */
export class Story {
  private readonly lines: { readonly at: number; readonly text: string }[] = [];

  /** @param now - milliseconds since the beginning. */
  constructor(private readonly now: () => number) {}

  tell(who: string, what: string, at = this.now()): void {
    this.lines.push({ at, text: `${`${Math.round(at)}`.padStart(6)} ms  ${who.padEnd(6)} ${what}` });
  }

  /** Tells what a member learns and announces, until it closes. */
  follow(name: MemberName, svs: SvSync): void {
    svs.addEventListener("update", ({ detail: { node, low, high } }) => {
      const numbers = low === high ? `#${low}` : `#${low} to #${high}`;
      this.tell(name, `learns of ${AltUri.ofName(node)} ${numbers}`);
    });
    svs.addEventListener("sent", ({ detail: { cause } }) => {
      if (cause === "suppression") {
        this.tell(name, "heard a member that lacks something, and announces what it knows");
      } else if (cause !== "publication") {
        this.tell(name, `announces what it knows (${cause})`);
      }
    });
  }

  got(name: MemberName, publication: Publication): void {
    this.tell(name, `has ${publication.from} #${publication.seqNo} "${publication.text()}"`);
  }

  /** Lines that were not printed yet. */
  *take(): IterableIterator<string> {
    // Equal times keep the order in which they were told.
    this.lines.sort((a, b) => a.at - b.at);
    for (const { text } of this.lines.splice(0)) {
      yield text;
    }
  }
}
