import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** The Chromium that `SVS_CHROMIUM` names or that is on the PATH, if there is one. */
export function findChromium(): string | undefined {
  const { SVS_CHROMIUM, PATH = "" } = process.env;
  const folders = PATH.split(delimiter);
  const candidates = SVS_CHROMIUM
    ? [SVS_CHROMIUM]
    : NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
