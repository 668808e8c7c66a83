import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { SvSync } from "@svs/core";
import { Forwarder } from "@svs/forwarder";
import { NfdTransport } from "@svs/transport-nfd";
import { chromium } from "playwright-core";
import { describe, expect, it } from "vitest";
import { bundleForBrowser } from "./browser/bundle.js";
import { findChromium } from "./browser/find-chromium.js";

/** Octets of core and transport together, minified and compressed. As in .size-limit.json. */
const BUNDLE_MAX = 45_000;

const GROUP = "/browser-test";

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
const { SVS_BROWSER } = process.env;
const required = SVS_BROWSER === "required";
if (executablePath === undefined && !required) {
  console.warn(
    "Skipped: the member in a page, for there is no Chromium on the PATH; SVS_CHROMIUM can name one.",
  );
}

describe("in a browser", () => {
  it("core and transport stay small", async () => {
    const bundle = await bundleForBrowser("everything.ts");
    expect(gzipSync(bundle, { level: 9 }).length).toBeLessThanOrEqual(BUNDLE_MAX);
  });

  it.skipIf(executablePath === undefined && !required)(
    "a member in a page and a member in Node.js hear each other",
    async () => {
      await using forwarder = await Forwarder.start({
        unix: false,
        udp: false,
        tcp: { port: 0 },
        ws: { port: 0 },
      });
      const uriOf = (scheme: string): string => forwarder.uris.find((uri) => uri.startsWith(scheme)) ?? "";
      const site = await serve({
        "/": ["text/html", "<!doctype html><script type=module src=page.js></script>"],
        "/page.js": ["text/javascript", await bundleForBrowser("page.ts")],
      });
      const browser = await chromium.launch({ executablePath: executablePath ?? "chromium", args: FLAGS });
      try {
        await using transport = await NfdTransport.connect({ uri: uriOf("tcp") });
        await using svs = await SvSync.open({ transport, group: GROUP, node: "/program" });
        await svs.publish("from the program");

        const page = await browser.newPage();
        const errors: string[] = [];
        page.on("pageerror", (error) => errors.push(String(error)));
        const query = new URLSearchParams({ forwarder: uriOf("ws"), group: GROUP });
        await page.goto(`${site.url}/?${query}`);

        const first = await svs.publications({ signal: AbortSignal.timeout(15_000) }).next();
        expect(first.value?.node.toString()).toBe("/8=page");
        expect(first.value?.text()).toBe("from the page");

        await svs.publish("and once more");
        await page.waitForFunction(() => globalThis.heard?.length >= 2, undefined, { timeout: 15_000 });
        expect(await page.evaluate(() => globalThis.heard)).toEqual([
          "/8=program #1: from the program",
          "/8=program #2: and once more",
        ]);

        await page.evaluate(() => globalThis.leave());
        expect(errors).toEqual([]);
      } finally {
        await browser.close();
        site.server.close();
      }
    },
    60_000,
  );
});

/** Serves a few files on a free port of this machine. */
async function serve(
  files: Readonly<Record<string, readonly [type: string, body: string | Uint8Array]>>,
): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const file = files[new URL(request.url ?? "/", "http://localhost").pathname];
    if (file === undefined) {
      response.writeHead(404).end();
    } else {
      response.writeHead(200, { "content-type": file[0] }).end(file[1]);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, server };
}
