import type { Options } from "tsup";

/**
 * How every published package is built: ES modules for Node.js >= 20.19 and for browsers,
 * beside declarations that `tsc -p tsconfig.build.json` writes.
 */
export function library(entry: string[]): Options {
  return {
    entry,
    format: ["esm"],
    target: "es2022",
    platform: "neutral",
    dts: false,
    clean: true,
    splitting: true,
    treeshake: true,
  };
}
