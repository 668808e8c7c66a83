import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Forwarder } from "@svs/forwarder";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Consumer, installPublished } from "./consumer/install-published.js";
import { root, workspacePackages } from "./layering/workspace.js";
import { tenLines } from "./readme/ten-lines.js";
import { runCommand } from "./run-command.js";

const published = workspacePackages()
  .map(({ manifest }) => manifest)
  .filter((manifest) => manifest.private !== true);
const entries = published.flatMap(({ name, exports = {} }) =>
  Object.keys(exports)
    .filter((subpath) => subpath !== "./package.json")
    .map((subpath) => `${name}${subpath.slice(1)}`),
);
const commands = published.flatMap(({ bin = {}, name }) =>
  Object.keys(bin).map((command) => ({ command, name })),
);

const tsc = join(root, "node_modules/typescript/bin/tsc");
const COMPILER = {
  target: "ES2022",
  lib: ["ES2023", "ESNext.Disposable", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
  types: ["node"],
  typeRoots: [join(root, "node_modules/@types")],
  strict: true,
  exactOptionalPropertyTypes: true,
};

let consumer: Consumer;

const inFolder = (...path: string[]): string => join(consumer.folder, ...path);
const runInFolder = (command: string, args: string[], env = {}) =>
  runCommand(command, args, { cwd: consumer.folder, env });
const fixture = (name: string): string => fileURLToPath(new URL(`consumer/${name}`, import.meta.url));

/** Type-checks, or compiles, files of the folder with this repository's compiler. */
async function compile(files: string[], options: object): Promise<{ status: number | null; stdout: string }> {
  writeFileSync(
    inFolder("tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...COMPILER, ...options }, files }),
  );
  const { status, stdout } = await runInFolder(process.execPath, [tsc, "-p", "tsconfig.json"]);
  return { status, stdout };
}

describe("somebody who installs the published packages", () => {
  beforeAll(async () => {
    consumer = await installPublished();
    copyFileSync(fixture("application.ts"), inFolder("application.ts"));
    copyFileSync(fixture("import-probe.mjs"), inFolder("import-probe.mjs"));
  }, 300_000);
  afterAll(() => consumer?.dispose());

  it("gets all of them", () => {
    expect(consumer.manifests.map(({ name }) => name)).toEqual(published.map(({ name }) => name).sort());
  });

  it.each(published.map(({ name }) => name))("gets of %s what is built, and no more", (name) => {
    const folder = inFolder("node_modules", name);
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
      statSync(join(folder, file)).isFile(),
    );
    const odd = files.filter(
      (file) => !/^(dist\/.+\.(js|d\.ts)|package\.json|README\.md|LICENSE)$/.test(file),
    );
    expect(odd).toEqual([]);
    expect(files).toContain("package.json");

    const manifest = readFileSync(join(folder, "package.json"), "utf8");
    expect(manifest.match(/workspace:|catalog:|@svs\/source|\bsrc\//g)).toBeNull();

    const dangling = files
      .map((file) => [
        file,
        /^\/\/# sourceMappingURL=(.*)$/m.exec(readFileSync(join(folder, file), "utf8"))?.[1],
      ])
      .filter(([file, map]) => map !== undefined && !existsSync(join(folder, String(file), "..", map)));
    expect(dangling).toEqual([]);
  });

  it.each(entries)("imports %s, and nothing else is changed or left running by that", async (specifier) => {
    expect(await runInFolder(process.execPath, ["import-probe.mjs", specifier])).toEqual({
      status: 0,
      stdout: "",
      stderr: "",
    });
  });

  it.each(commands)("has the command $command", async ({ command, name }) => {
    const manifest = consumer.manifests.find((each) => each.name === name);
    const version = await runInFolder(inFolder("node_modules/.bin", command), ["--version"]);
    expect(version).toMatchObject({ status: 0, stderr: "" });
    expect(version.stdout).toContain(manifest?.version);
    const help = await runInFolder(inFolder("node_modules/.bin", command), ["--help"]);
    expect(help).toMatchObject({ status: 0, stderr: "" });
    expect(help.stdout).toContain(`${command} `);
  });

  it.each([
    // Once with every declaration file checked, and not only what the application touches.
    { module: "NodeNext", moduleResolution: "NodeNext", skipLibCheck: false },
    { module: "ESNext", moduleResolution: "Bundler", skipLibCheck: true },
    { module: "ESNext", moduleResolution: "Bundler", skipLibCheck: true, customConditions: ["browser"] },
  ])(
    "type-checks against them: %j",
    async (options) => {
      const checked = await compile(["application.ts"], { ...options, noEmit: true });
      expect(checked).toEqual({ status: 0, stdout: "" });
    },
    120_000,
  );

  it("runs the README's ten lines", async () => {
    const { program, output } = tenLines(readFileSync(join(root, "README.md"), "utf8"));
    writeFileSync(inFolder("ten-lines.ts"), program.code);
    const compiled = await compile(["ten-lines.ts"], {
      module: "NodeNext",
      moduleResolution: "NodeNext",
      skipLibCheck: true,
    });
    expect(compiled).toEqual({ status: 0, stdout: "" });
    // A program that looks for a forwarder finds this one.
    await using forwarder = await Forwarder.start({ unix: false, udp: false, ws: false, tcp: { port: 0 } });
    const env = { HOME: consumer.folder, NDN_CLIENT_TRANSPORT: forwarder.uris[0] };
    expect(await runInFolder(process.execPath, ["ten-lines.js"], env)).toEqual({
      status: 0,
      stdout: output,
      stderr: "",
    });
  }, 120_000);
});
