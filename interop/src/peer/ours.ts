import { fileURLToPath } from "node:url";
import { type Dialect, v3 } from "@svs/core";
import * as others from "@svs/core/dialects";
import { bundle } from "./bundle.js";
import type { Program } from "./peer-kind.js";

const SOURCE = fileURLToPath(new URL("../../programs/ours/member.ts", import.meta.url));

/** The member program of ours that speaks a dialect, or is of class `pure-sync`. */
export async function ourProgram(dialect: Dialect | "pure-sync"): Promise<Program> {
  const program = await bundle("ours", SOURCE);
  const name = dialect === "pure-sync" ? dialect : dialectName(dialect);
  return { command: process.execPath, args: [program, "--class", name] };
}

/** What the packages export a dialect as, which its `name` does not tell. */
export function dialectName(dialect: Dialect): string {
  const entry = Object.entries({ v3, ...others }).find(([, value]) => value === dialect);
  if (!entry) {
    throw new Error(`The dialect ${dialect.name} is not exported by @svs/core.`);
  }
  return entry[0];
}
