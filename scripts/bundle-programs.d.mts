import type { Plugin } from "esbuild";

/** See bundle-programs.mjs. */
export function bundlePrograms(
  sources: Readonly<Record<string, string>>,
  folder: string,
  plugins?: readonly Plugin[],
): Promise<void>;
