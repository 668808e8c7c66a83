import type { Content } from "./programs/protocol.js";

/** What has to hold, whenever a member is killed. */
type Rule = "one content" | "served" | "announced" | "delivered in order";

export interface Violation {
  readonly rule: Rule;
  readonly message: string;
}

/** What was seen of the writer's publications, wherever it was seen, and what was wrong with it. */
export class Ledger {
  private violations: Violation[] = [];
  /** Highest number that was announced, by bootstrap time. */
  readonly announced = new Map<number, number>();
  /** Highest number whose publishing was confirmed to the application, by bootstrap time. */
  private readonly confirmed = new Map<number, number>();
  /** The first content seen of each publication, and where that was. */
  private readonly contents = new Map<string, { readonly digest: string; readonly where: string }>();

  /** How many publications were announced. */
  get total(): number {
    return [...this.announced.values()].reduce((sum, seqNo) => sum + seqNo, 0);
  }

  violate(rule: Violation["rule"], message: string): void {
    this.violations.push({ rule, message });
  }

  /** Those since the last time. */
  takeViolations(): readonly Violation[] {
    const violations = this.violations;
    this.violations = [];
    return violations;
  }

  /** A content that was seen; every publication has one alone. */
  see({ bootstrapTime, seqNo, digest }: Content, where: string): void {
    const id = idOf(bootstrapTime, seqNo);
    const first = this.contents.get(id);
    if (first === undefined) {
      this.contents.set(id, { digest, where });
    } else if (first.digest !== digest) {
      this.violate("one content", `${id} has two contents: one ${first.where}, another ${where}.`);
    }
  }

  confirm(content: Content): void {
    raise(this.confirmed, content.bootstrapTime, content.seqNo);
    this.see(content, "that publish() resolved with");
  }

  /** @returns whether it is news. */
  announce(bootstrapTime: number, seqNo: number): boolean {
    const isNews = seqNo > (this.announced.get(bootstrapTime) ?? 0);
    raise(this.announced, bootstrapTime, seqNo);
    return isNews;
  }

  /** One for each bootstrap time of which more was confirmed than announced. */
  unannounced(): Violation[] {
    return [...this.confirmed].flatMap(([bootstrapTime, seqNo]) => {
      const announced = this.announced.get(bootstrapTime) ?? 0;
      const message = `${idOf(bootstrapTime, seqNo)} was published, and only numbers up to #${announced} were announced.`;
      return announced < seqNo ? [{ rule: "announced", message }] : [];
    });
  }
}

/** How a publication is called in reports. */
export function idOf(bootstrapTime: number, seqNo: number): string {
  return `t=${bootstrapTime} #${seqNo}`;
}

function raise(numbers: Map<number, number>, bootstrapTime: number, seqNo: number): void {
  numbers.set(bootstrapTime, Math.max(seqNo, numbers.get(bootstrapTime) ?? 0));
}
