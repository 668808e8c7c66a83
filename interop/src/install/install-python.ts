import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "../../../scripts/run-command.mjs";
import { NotInstalled } from "../not-installed.js";
import { installOnce } from "./install-once.js";
import { runTool } from "./run-tool.js";

const PROGRAMS = fileURLToPath(new URL("../../programs/python", import.meta.url));
const WINDOWS = process.platform === "win32";

/** What python-ndn asks for. */
const NEEDED = [3, 11] as const;

/** A line of the Python library; its requirements are in a file of that name. */
export type PythonLine = "0.3" | "0.2";

const interpreters = new Map<PythonLine, Promise<string>>();

/**
 * Makes a virtual environment with a line of the library.
 * @returns its Python.
 * @throws NotInstalled without Python, or with one that is too old or has no venv.
 */
export function installPython(line: PythonLine): Promise<string> {
  let interpreter = interpreters.get(line);
  if (!interpreter) {
    interpreter = makeEnvironment(line);
    interpreters.set(line, interpreter);
  }
  return interpreter;
}

async function makeEnvironment(line: PythonLine): Promise<string> {
  const requirements = join(PROGRAMS, `requirements-${line}.txt`);
  const interpreter = WINDOWS ? join("Scripts", "python.exe") : join("bin", "python");
  const directory = await installOnce({
    name: `python-${line}`,
    what: `ndn-svs ${line} with python-ndn`,
    from: [requirements, join(PROGRAMS, "requirements-python-ndn.txt")].map((file) => readFileSync(file)),
    // It points to the Python that made it, which may have been replaced since.
    program: interpreter,
    async install(into) {
      const python = await requirePython();
      await runTool(python, ["-m", "venv", into]);
      await runTool(join(into, interpreter), [
        ...["-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-input"],
        ...["--no-deps", "--requirement", requirements],
      ]);
    },
  });
  return join(directory, interpreter);
}

async function requirePython(): Promise<string> {
  const python = WINDOWS ? "python" : "python3";
  const wanted = `install Python ${NEEDED.join(".")} or newer, with venv`;
  const { output } = await runCommand(python, ["--version"]);
  const found = /^Python (\d+)\.(\d+)/m.exec(output);
  if (!found) {
    throw new NotInstalled(`There is no Python here: ${wanted}.`);
  }
  const [major, minor] = found.slice(1).map(Number);
  if (major! < NEEDED[0] || (major === NEEDED[0] && minor! < NEEDED[1])) {
    throw new NotInstalled(`Python here is ${major}.${minor}: ${wanted}.`);
  }
  // Debian has both in a package of its own.
  const venv = await runCommand(python, ["-c", "import venv, ensurepip"]);
  if (venv.status !== 0) {
    throw new NotInstalled(`Python here has no venv: ${wanted} (on Debian, the package python3-venv).`);
  }
  return python;
}
