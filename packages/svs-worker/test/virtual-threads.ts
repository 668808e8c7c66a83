import type { Clock } from "@svs/core";
import type { WebEndpoint } from "@svs/worker";

/** One end of a way between two threads that are none: messages are cloned and moved as between real ones. */
export class VirtualEnd extends EventTarget implements WebEndpoint {
  private other: VirtualEnd | undefined;
  /** What was posted here, as it came in. */
  readonly posted: unknown[] = [];

  private constructor(private readonly clock: Clock) {
    super();
  }

  /** The two ends. A message takes no time of the clock, and a turn of its own. */
  static pair(clock: Clock): [main: VirtualEnd, worker: VirtualEnd] {
    const [main, worker] = [new VirtualEnd(clock), new VirtualEnd(clock)];
    main.other = worker;
    worker.other = main;
    return [main, worker];
  }

  postMessage(message: unknown, transfer: ArrayBuffer[] = []): void {
    const data: unknown = structuredClone(message, { transfer });
    this.posted.push(data);
    this.clock.schedule(0, () => this.other?.dispatchEvent(new MessageEvent("message", { data })));
  }

  /** The other end, to see what happens when it is the one that does something. */
  get opposite(): VirtualEnd | undefined {
    return this.other;
  }

  /** The thread at the other end is gone: this one hears of it, and nobody hears this one. */
  cut(): void {
    const { other } = this;
    if (other) {
      this.other = undefined;
      other.other = undefined;
    }
    this.dispatchEvent(new Event("close"));
  }
}
