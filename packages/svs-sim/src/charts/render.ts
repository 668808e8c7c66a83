import type { Spec } from "vega";

/** Colours that people who see few colours tell apart (Okabe and Ito). */
export const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];

/** What all charts have in common. */
export const FRAME = { width: 640, height: 360, padding: 12, background: "white" } as const;

/** Draws a chart. The library is loaded with the first one: most runs draw none. */
export async function renderSvg(spec: Spec): Promise<string> {
  const { parse, View, Error: ERRORS_ONLY } = await import("vega");
  const view = new View(parse(spec), { renderer: "none", logLevel: ERRORS_ONLY });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
