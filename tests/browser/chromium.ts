import { type Browser, chromium } from "playwright-core";
import { findChromium } from "./find-chromium.js";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const executablePath = findChromium();

/** Whether tests in a page are left out: there is no Chromium, and `SVS_BROWSER` does not require one. */
export const noBrowser = executablePath === undefined && process.env["SVS_BROWSER"] !== "required";
if (noBrowser) {
  console.warn(
    "Skipped: the tests in a page, for there is no Chromium on the PATH; SVS_CHROMIUM can name one.",
  );
}

/** Starts a browser. @throws Error if there is none. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: executablePath ?? "chromium", args: FLAGS });
}
