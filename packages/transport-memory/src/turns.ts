/** Turns asked of the platform ahead: one pass of its event loop then serves many. */
const AHEAD = 32;

// Read once: a test runner that fakes timers later does not stop the network.
const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };

/**
 * Runs a step again and again, each time in a turn of its own: the platform has run every
 * microtask of one step before it begins the next.
 *
 * Turns are `setImmediate` callbacks in Node.js and messages of a `MessageChannel` in browsers.
 */
export class Turns {
  private running = false;
  private asked = 0;
  private channel: MessageChannel | undefined;

  /** @param step - answers whether it wants another turn. It does not throw. */
  constructor(private readonly step: () => boolean) {}

  /** Goes on from the next turn. Harmless while running. */
  start(): void {
    this.running = true;
    if (this.asked === 0) {
      this.ask();
    }
  }

  private readonly take = (): void => {
    this.asked--;
    if (this.running) {
      this.running = this.step();
    }
    if (this.asked === 0) {
      if (this.running) {
        this.ask();
      } else {
        this.channel?.port1.close();
        this.channel = undefined;
      }
    }
  };

  private ask(): void {
    this.asked = AHEAD;
    if (setImmediate) {
      for (let i = 0; i < AHEAD; ++i) {
        setImmediate(this.take);
      }
      return;
    }
    if (!this.channel) {
      this.channel = new MessageChannel();
      this.channel.port1.onmessage = this.take;
    }
    for (let i = 0; i < AHEAD; ++i) {
      this.channel.port2.postMessage(undefined);
    }
  }
}
