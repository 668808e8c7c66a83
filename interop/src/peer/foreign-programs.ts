import { fileURLToPath } from "node:url";
import { installGo } from "../install/install-go.js";
import { installPython, type PythonLine } from "../install/install-python.js";
import { bundle } from "./bundle.js";
import type { Program } from "./peer-kind.js";

const source = (path: string): string => fileURLToPath(new URL(`../../programs/${path}`, import.meta.url));

/** A program of interop/programs/python, on one line of the library. @throws NotInstalled */
export async function pythonProgram(
  line: PythonLine,
  program: "member" | "client",
  ...args: readonly string[]
): Promise<Program> {
  return { command: await installPython(line), args: [source(`python/${program}.py`), ...args] };
}

/** A program of interop/programs/go. @throws NotInstalled */
export async function goProgram(program: "member" | "client", ...args: readonly string[]): Promise<Program> {
  return { command: (await installGo())[program], args };
}

/** The member program of interop/programs/ndnts. */
export async function ndntsProgram(...args: readonly string[]): Promise<Program> {
  return {
    command: process.execPath,
    args: [await bundle("ndnts", source("ndnts/member.ts")), ...args],
  };
}
