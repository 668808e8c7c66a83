/** How a kind of text is set off, as Select Graphic Rendition numbers. */
const LOOKS = {
  own: "1",
  tick: "32",
  dim: "2",
  warn: "33",
  error: "31",
} as const;

/** Foreground colours that read well on dark and light grounds alike. */
const NAME_COLOURS = ["36", "35", "34", "32", "33"] as const;

/** Colours, or none: as the stream and the `NO_COLOR` variable allow. */
export class Style {
  constructor(private readonly colours: boolean) {}

  /** @param env - `NO_COLOR`, if it is not empty, forbids colours. */
  static for(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): Style {
    return new Style(stream.isTTY === true && !env["NO_COLOR"]);
  }

  apply(look: keyof typeof LOOKS, text: string): string {
    return this.wrap(LOOKS[look], text);
  }

  /** A member's name, always in the same colour. */
  name(text: string): string {
    let sum = 0;
    for (const character of text) {
      sum = (31 * sum + character.codePointAt(0)!) >>> 0;
    }
    return this.wrap(`1;${NAME_COLOURS[sum % NAME_COLOURS.length]!}`, text);
  }

  private wrap(numbers: string, text: string): string {
    return this.colours ? `\x1b[${numbers}m${text}\x1b[0m` : text;
  }
}
