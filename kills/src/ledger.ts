import type { Content } from "./programs/protocol.js";

/** What was seen of the writer's publications, wherever it was seen, and what was wrong with it. */
export class Ledger {
  readonly violations: string[] = [];
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

  /** A content that was seen; every publication has one alone. */
  see({ bootstrapTime, seqNo, digest }: Content, where: string): void {
    const id = idOf(bootstrapTime, seqNo);
    const first = this.contents.get(id);
    if (first === undefined) {
      this.contents.set(id, { digest, where });
    } else if (first.digest !== digest) {
      this.violations.push(`${id} has two contents: one ${first.where}, another ${where}.`);
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

  unserved(bootstrapTime: number, seqNo: number, why: string): void {
    this.violations.push(`${idOf(bootstrapTime, seqNo)} was announced and is not served: ${why}`);
  }

  /** A sentence for each bootstrap time of which more was confirmed than announced. */
  unannounced(): string[] {
    return [...this.confirmed].flatMap(([bootstrapTime, seqNo]) => {
      const announced = this.announced.get(bootstrapTime) ?? 0;
      return announced < seqNo
        ? [
            `${idOf(bootstrapTime, seqNo)} was published, and only numbers up to #${announced} were announced.`,
          ]
        : [];
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
