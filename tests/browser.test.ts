import { SvSync } from "@svs/core";
import { Forwarder } from "@svs/forwarder";
import { NfdTransport } from "@svs/transport-nfd";
import { describe, expect, it } from "vitest";
import { bundleForBrowser } from "./browser/bundle.js";
import { launchBrowser, noBrowser } from "./browser/chromium.js";
import { serve } from "./browser/serve.js";

const GROUP = "/browser-test";

describe("in a browser", () => {
  it.skipIf(noBrowser)(
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
      const browser = await launchBrowser();
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
