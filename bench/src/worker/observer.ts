import { Interest, Name } from "@ndn/packet";
import { v3 } from "@svs/core";
import { NfdTransport } from "@svs/transport-nfd";

/** Something that took a while, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Looks at a member from outside: hears its Sync Interests, and asks for its publications. */
export class Observer implements AsyncDisposable {
  /** When Sync Interests were heard. */
  private readonly heard: number[] = [];
  private readonly waits: Span[] = [];

  private constructor(
    private readonly transport: NfdTransport,
    private readonly group: Name,
  ) {}

  static async start(uri: string, group: string): Promise<Observer> {
    const observer = new Observer(await NfdTransport.connect({ uri }), new Name(group));
    await observer.transport.serve(v3.syncPrefix(observer.group), () => {
      observer.heard.push(now());
      return undefined;
    });
    return observer;
  }

  /** Asks once. Each publication is asked for once at the most: nobody on the way has it. */
  async ask(node: string, bootstrapTime: number, seqNo: number): Promise<void> {
    const name = v3.dataName(this.group, { node: new Name(node), bootstrapTime, seqNo });
    const from = now();
    await this.transport.express(new Interest(name, Interest.Lifetime(10_000)));
    this.waits.push({ from, to: now() });
  }

  /** The longest time without a Sync Interest, of those that ended within the span. */
  longestGap(span: Span): number {
    return longest(
      this.heard.slice(1).map((to, i) => ({ from: this.heard[i]!, to })),
      span,
    );
  }

  /** The longest wait for a publication, of those that ended within the span. */
  longestWait(span: Span): number {
    return longest(this.waits, span);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.transport.close();
  }
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

function longest(spans: readonly Span[], { from, to }: Span): number {
  const ended = spans.filter((span) => span.to >= from && span.to < to);
  return Math.max(...ended.map((span) => span.to - span.from));
}
