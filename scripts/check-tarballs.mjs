// Judges every published package as it would go to the registry: publint and, for those with an
// entry to import, Are The Types Wrong.
//
//   node scripts/check-tarballs.mjs DIRECTORY
//
// The tarballs are left in DIRECTORY.
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { packAll } from "./pack.mjs";
import { runCommand } from "./run-command.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const [directory] = process.argv.slice(2);
if (directory === undefined) {
  process.stderr.write("Usage: node scripts/check-tarballs.mjs DIRECTORY\n");
  process.exit(2);
}

const tool = (name) => join(root, "node_modules", ".bin", name);
for (const { name, manifest, tarball } of await packAll(root, resolve(directory))) {
  const checks = [[tool("publint"), [tarball, "--strict"]]];
  if (manifest.exports["."] !== undefined) {
    checks.push([tool("attw"), [tarball, "--profile", "esm-only", "--no-color", "--no-emoji"]]);
  }
  for (const [command, args] of checks) {
    const { status, output } = await runCommand(command, args);
    if (status !== 0) {
      process.stdout.write(`${name}:\n${output}\n`);
      process.exitCode = 1;
    }
  }
}
