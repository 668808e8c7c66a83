/**
 * What a person sees of what was written to a terminal: the few control sequences that the chat
 * and node:readline use, on characters one column wide. Rows that scroll away are kept.
 */
export class VtScreen {
  private readonly rows: string[][] = [[]];
  private row = 0;
  private column = 0;

  constructor(private readonly columns: number) {}

  write(text: string): void {
    for (const [token, parameters, final] of text.matchAll(/\p{Cc}\[([0-9;]*)([A-Za-z])|[\s\S]/gu)) {
      if (final !== undefined) {
        this.control(final, Number(parameters || 1));
      } else if (token === "\r") {
        this.column = 0;
      } else if (token === "\n") {
        this.down();
      } else if (token >= " ") {
        this.put(token);
      } else {
        throw new Error(`The terminal got the control character ${JSON.stringify(token)}.`);
      }
    }
  }

  /** The rows from the first to the last that is not empty. */
  get text(): string[] {
    const lines = this.rows.map((cells) =>
      Array.from(cells, (cell) => cell ?? " ")
        .join("")
        .trimEnd(),
    );
    while (lines.at(-1) === "") {
      lines.pop();
    }
    return lines;
  }

  get cursor(): { row: number; column: number } {
    return { row: this.row, column: this.column };
  }

  private control(final: string, n: number): void {
    switch (final) {
      case "A":
        this.row = Math.max(0, this.row - n);
        break;
      case "G":
        this.column = n - 1;
        break;
      case "C":
        this.column += n;
        break;
      case "D":
        this.column -= n;
        break;
      case "J":
        this.rows.length = this.row + 1;
        this.rows[this.row]!.length = Math.min(this.column, this.rows[this.row]!.length);
        break;
      case "m":
        break;
      default:
        throw new Error(`The terminal got the unknown sequence CSI ${n} ${final}.`);
    }
  }

  private put(character: string): void {
    if (this.column === this.columns) {
      this.column = 0;
      this.down();
    }
    this.rows[this.row]![this.column++] = character;
  }

  private down(): void {
    this.row++;
    this.rows[this.row] ??= [];
  }
}
