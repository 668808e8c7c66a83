import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type PublicationId, SvSync } from "@svs/core";
import { Forwarder } from "@svs/forwarder";
import { NfdTransport } from "@svs/transport-nfd";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleForBrowser } from "../browser/bundle.js";
import { launchBrowser, noBrowser } from "../browser/chromium.js";
import { serve } from "../browser/serve.js";

const GROUP = "/web-worker";

describe.skipIf(noBrowser)("in a Web Worker", () => {
  let forwarder: Forwarder;
  let site: Awaited<ReturnType<typeof serve>>;
  let browser: Browser;

  beforeAll(async () => {
    forwarder = await Forwarder.start({ unix: false, udp: false, tcp: { port: 0 }, ws: { port: 0 } });
    site = await serve({
      "/": ["text/html", "<!doctype html><script type=module src=page.js></script>"],
      "/page.js": ["text/javascript", await bundleForBrowser("worker-page.ts")],
      "/worker.js": ["text/javascript", await bundleForBrowser("worker.ts")],
    });
    browser = await launchBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    site?.server.close();
    await forwarder?.close();
  });

  const uriOf = (scheme: string): string => forwarder.uris.find((uri) => uri.startsWith(scheme)) ?? "";

  /** A page whose member is open. */
  async function openPage(group: string): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(`${site.url}/?${new URLSearchParams({ forwarder: uriOf("ws"), group })}`);
    await page.waitForFunction(() => globalThis.closeMember !== undefined, undefined, { timeout: 15_000 });
    return page;
  }

  it("a member publishes, hears, and goes on while its page is busy", async () => {
    await using transport = await NfdTransport.connect({ uri: uriOf("tcp") });
    await using outside = await SvSync.open({ transport, group: GROUP, node: "/outside" });
    const page = await openPage(GROUP);
    expect(await page.evaluate(() => globalThis.publishMoved(100_000))).toEqual([0, 100_000]);
    const { value } = await outside.publications().next();
    expect([value?.from, value?.content.length]).toEqual(["/page", 100_000]);

    const gate = await holdUp();
    const taken = page.evaluate((address) => globalThis.takeBlocked(address), gate.url);
    await gate.reached; // the page does nothing from now on
    const served = new Promise<CustomEvent<PublicationId>>((resolve) => {
      outside.addEventListener("served", resolve, { once: true });
    });
    await outside.publish("while you were busy");
    expect((await served).detail.seqNo).toBe(1);
    gate.open();
    expect(await taken).toBe("/outside #1: while you were busy");
    expect(await page.evaluate(() => globalThis.closeMember())).toBe("closed: The member is closed.");
  }, 60_000);

  it("an error in the worker is told of; its termination ends everything that waits", async () => {
    const page = await openPage("/terminated");
    expect(await page.evaluate(() => globalThis.endWorker("throw"))).toEqual([
      expect.stringContaining("as it was told to"),
      "still there: up",
    ]);
    const gone = "worker-failed: The worker is gone: it was terminated.";
    expect(await page.evaluate(() => globalThis.endWorker("terminate"))).toEqual([gone, gone, gone]);
  }, 60_000);
});

/** A server that keeps who asks waiting. */
async function holdUp(): Promise<{ url: string; reached: Promise<void>; open: () => void }> {
  let reach: () => void;
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  let open = (): void => undefined;
  const server = createServer((_request, response) => {
    open = () => response.writeHead(204, { "access-control-allow-origin": "*", connection: "close" }).end();
    reach();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    reached,
    open: () => {
      open();
      server.close();
    },
  };
}
