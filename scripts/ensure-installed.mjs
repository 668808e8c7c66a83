import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withInstallLock } from "./install-lock.mjs";

/**
 * Installs the dependencies in `root` unless that was done for this very lockfile.
 *
 * Needs Node.js and npm only. Processes that start at once take turns. Says what it does in one
 * line on standard error; standard input and output are left alone.
 *
 * @throws Error with the installer's own last lines if it fails.
 */
export async function ensureInstalled(root) {
  const stamp = join(root, "node_modules", ".svs-installed");
  const wanted = fingerprint(root);
  if (readText(stamp) === wanted) {
    return;
  }
  mkdirSync(join(root, "node_modules"), { recursive: true });
  await withInstallLock(
    join(root, "node_modules", ".svs-install-lock"),
    async () => {
      if (readText(stamp) === wanted) {
        return;
      }
      process.stderr.write("Installing dependencies; this is done once and takes about half a minute.\n");
      await install(root);
      // Renamed into place, so that a stamp is there whole or not at all.
      writeFileSync(`${stamp}.${process.pid}`, wanted);
      renameSync(`${stamp}.${process.pid}`, stamp);
    },
    {
      onWait: (pid) =>
        process.stderr.write(`Waiting for process ${pid}, which is installing the dependencies.\n`),
    },
  );
}

/** Names what an installation depends on: the lockfile, its settings, and the platform. */
function fingerprint(root) {
  const hash = createHash("sha256");
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml"]) {
    hash.update(readFileSync(join(root, file)));
  }
  return hash.update(`${process.platform}-${process.arch}`).digest("hex");
}

function readText(file) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

function install(root) {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return new Promise((resolve, reject) => {
    const child = spawn(
      "npx",
      ["-y", packageManager, "--dir", root, "install", "--frozen-lockfile", "--reporter=append-only"],
      {
        // From in there, the installer would be the one that is installed there, and remove itself at work.
        cwd: tmpdir(),
        stdio: ["ignore", "pipe", "pipe"],
        // npx is a command file on Windows, and only a shell runs those.
        shell: process.platform === "win32",
      },
    );
    let output = "";
    const collect = (chunk) => {
      output = (output + chunk).slice(-8_000);
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", (error) =>
      reject(new Error(`npx could not be started: ${error.message}`, { cause: error })),
    );
    child.on("close", (status, signal) => {
      if (status === 0) {
        resolve();
      } else {
        reject(
          new Error(
            `The dependencies could not be installed (${signal ?? `exit status ${status}`}). ` +
              `The installer's last lines:\n\n${output.trimEnd().split("\n").slice(-25).join("\n")}`,
          ),
        );
      }
    });
  });
}
