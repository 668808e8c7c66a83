import { join } from "node:path";
import ts from "typescript";
import { root } from "./layering/workspace.js";

/** The options of the root tsconfig.json, under which packages resolve to their sources. */
export function typescriptOptions(): ts.CompilerOptions {
  const file = join(root, "tsconfig.json");
  const { config, error } = ts.readConfigFile(file, ts.sys.readFile);
  if (error) {
    throw new Error(ts.flattenDiagnosticMessageText(error.messageText, "\n"));
  }
  return ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root).options;
}
