import { execFile } from "node:child_process";
import process from "node:process";
import { promisify } from "node:util";
import { goRun } from "../install/install-go.js";
import { installPython, type PythonLine } from "../install/install-python.js";
import type { Program } from "../peer/peer-kind.js";
import { type Fixture, PACKETS, pathOf, VECTORS } from "./fixture-file.js";

/**
 * A program beside the fixtures that has one implementation make octets by itself, without a network: of
 * names, numbers and sizes that a meeting does not come to.
 */
export interface VectorRecorder {
  /** Beginning of the ids of the peers on the same implementation. */
  readonly peers: string;
  /** Below the root of this repository. */
  readonly source: string;
  /** @throws NotInstalled; Error with what the program wrote to standard error if it failed. */
  record(): Promise<Fixture>;
}

const LINES: readonly PythonLine[] = ["0.3", "0.2"];

/** All of them. */
export const VECTOR_RECORDERS: readonly VectorRecorder[] = [
  ...LINES.flatMap((line) =>
    [PACKETS, VECTORS].map((folder) =>
      recorder(
        `python-${line}`,
        folder,
        "record.py",
        async (source) => ({ command: await installPython(line), args: [source] }),
        (version) => `python-${version}.json`,
      ),
    ),
  ),
  ...[PACKETS, VECTORS].map((folder) =>
    recorder(
      "ndnts",
      folder,
      "record.ts",
      async (source) => ({
        command: process.execPath,
        args: ["-C", "@svs/source", pathOf("scripts/run.mjs"), source],
      }),
      () => "ndnts.json",
    ),
  ),
  recorder("ndnd", PACKETS, "record.go", goRun, () => "ndnd.json"),
];

function recorder(
  peers: string,
  folder: string,
  name: string,
  program: (source: string) => Promise<Program>,
  fixtureName: (version: string) => string,
): VectorRecorder {
  const source = `${folder}/${name}`;
  return {
    peers,
    source,
    async record() {
      const { command, args, env } = await program(pathOf(source));
      const { stdout } = await promisify(execFile)(command, args, { env: { ...process.env, ...env } });
      const { version } = JSON.parse(stdout) as { readonly version: string };
      return { path: `${folder}/${fixtureName(version)}`, text: stdout };
    },
  };
}
