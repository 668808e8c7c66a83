import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "../../../scripts/run-command.mjs";
import { NotInstalled } from "../not-installed.js";
import type { Program } from "../peer/peer-kind.js";
import { installOnce } from "./install-once.js";
import { runTool } from "./run-tool.js";

const MODULE = fileURLToPath(new URL("../../programs/go", import.meta.url));

/** Neither a C compiler nor another Go than the one that is there is wanted. */
const SETTINGS = { CGO_ENABLED: "0", GOTOOLCHAIN: "local" } as const;

/** What `go` builds, as paths of programs. */
export interface GoPrograms {
  /** NDNd itself; `ndnd fw run CONFIG` is the forwarder. */
  readonly ndnd: string;
  /** interop/programs/go/member */
  readonly member: string;
  /** interop/programs/go/client */
  readonly client: string;
}

let programs: Promise<GoPrograms> | undefined;

/**
 * Builds NDNd and our programs on its packages; over a minute the first time.
 * @throws NotInstalled without Go, or with one too old.
 */
export function installGo(): Promise<GoPrograms> {
  programs ??= build();
  return programs;
}

/**
 * A Go program of one file, wherever that is, on the packages that our programs are built with.
 * @throws NotInstalled as {@link installGo}
 */
export async function goRun(source: string): Promise<Program> {
  await requireGo();
  return { command: "go", args: ["-C", MODULE, "run", source], env: SETTINGS };
}

async function build(): Promise<GoPrograms> {
  const sources = readdirSync(MODULE, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(go|mod|sum)$/.test(file))
    .sort();
  const file = (name: string) => (process.platform === "win32" ? `${name}.exe` : name);
  const directory = await installOnce({
    name: "go",
    what: "NDNd and the programs on its packages",
    from: sources.flatMap((file) => [file, readFileSync(join(MODULE, file))]),
    program: file("ndnd"),
    async install(into) {
      await requireGo();
      await runTool("go", ["build", "-o", into, "./...", "github.com/named-data/ndnd/cmd/ndnd"], {
        cwd: MODULE,
        env: goEnvironment(),
      });
    },
  });
  const program = (name: string) => join(directory, file(name));
  return { ndnd: program("ndnd"), member: program("member"), client: program("client") };
}

async function requireGo(): Promise<void> {
  const [, major, minor] = /^go (\d+)\.(\d+)/m
    .exec(readFileSync(join(MODULE, "go.mod"), "utf8"))!
    .map(Number);
  const { output } = await runCommand("go", ["version"], { env: goEnvironment() });
  const found = /\bgo(\d+)\.(\d+)/.exec(output);
  if (!found) {
    throw new NotInstalled(`There is no Go here: install Go ${major}.${minor} or newer.`);
  }
  const [, hasMajor, hasMinor] = found.map(Number);
  if (hasMajor! < major! || (hasMajor === major && hasMinor! < minor!)) {
    throw new NotInstalled(`Go here is ${hasMajor}.${hasMinor}: install Go ${major}.${minor} or newer.`);
  }
}

function goEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, ...SETTINGS };
}
