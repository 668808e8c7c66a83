import { type Dialect, v3 } from "@svs/core";
import { ndnd, python, python02, v2 } from "@svs/core/dialects";
import type { DialectName } from "./scenario.js";

/** The dialects that a scenario can name. */
export const DIALECTS: Readonly<Record<DialectName, Dialect>> = {
  v3,
  v2,
  ndnd,
  python,
  "python-0.2": python02,
};
