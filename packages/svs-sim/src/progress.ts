/** How wide the bar is. */
const WIDTH = 30;
/** A run shorter than this shows nothing, in milliseconds. */
const PATIENCE = 1000;

/** A bar on a terminal for what takes long; on anything else it writes nothing. */
export class Progress {
  private begun: number | undefined;
  private shown = "";

  constructor(
    private readonly stream: Pick<NodeJS.WriteStream, "isTTY" | "write">,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @param share - of everything, from 0 to 1. */
  show(share: number, what: string): void {
    this.begun ??= this.now();
    if (!this.stream.isTTY || this.now() - this.begun < PATIENCE) {
      return;
    }
    const full = Math.floor(share * WIDTH);
    const line = `${"█".repeat(full)}${"░".repeat(WIDTH - full)} ${Math.floor(100 * share)} % ${what}`;
    if (line !== this.shown) {
      this.shown = line;
      this.stream.write(`\r${line}\x1b[K`);
    }
  }

  /** Takes the bar away. */
  end(): void {
    if (this.shown !== "") {
      this.stream.write("\r\x1b[K");
      this.shown = "";
    }
  }
}
