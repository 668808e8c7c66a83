const NEEDED = [20, 19];

/**
 * Ends the process with one sentence if this Node.js is older than the project's floor.
 * Call it before importing anything that only newer versions can parse.
 */
export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split(".").map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) {
    return;
  }
  process.stderr.write(
    `This needs Node.js ${NEEDED.join(".")} or newer, and this is Node.js ${version}: install a newer one from https://nodejs.org/.\n`,
  );
  process.exit(1);
}
