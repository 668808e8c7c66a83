import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleForBrowser } from "./browser/bundle.js";
import { launchBrowser, noBrowser } from "./browser/chromium.js";
import { serve } from "./browser/serve.js";

describe.skipIf(noBrowser)("LevelStorage in a browser", () => {
  let site: Awaited<ReturnType<typeof serve>>;
  let browser: Browser;
  let context: BrowserContext;
  const errors: string[] = [];

  beforeAll(async () => {
    site = await serve({
      "/": ["text/html", "<!doctype html><script type=module src=page.js></script>"],
      "/page.js": ["text/javascript", await bundleForBrowser("storage-page.ts")],
    });
    browser = await launchBrowser();
    context = await browser.newContext();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    site?.server.close();
    expect(errors).toEqual([]);
  });

  async function openPage(): Promise<Page> {
    const page = await context.newPage();
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(site.url);
    return page;
  }

  it("keeps every rule of both ports, in IndexedDB", async () => {
    const page = await openPage();
    const { judged, failures } = await page.evaluate(() => globalThis.judge());
    expect(failures).toEqual([]);
    expect(judged).toBeGreaterThan(50);
    await page.close();
  }, 120_000);

  it("has everything when the page is loaded again, though nothing was closed", async () => {
    const page = await openPage();
    const stored = [];
    for (const seqNo of [1, 2, 3]) {
      expect(await page.evaluate(() => globalThis.openStorage("reload"))).toBe("open");
      await page.evaluate((number) => globalThis.publish(number), seqNo);
      stored.push(`/8=alice/8=g/8=${seqNo} ${seqNo},2,3 ${seqNo},2,3 Uint8Array`);
      await page.reload();
    }
    expect(await page.evaluate(() => globalThis.openStorage("reload"))).toBe("open");
    expect(await page.evaluate(() => globalThis.recall())).toBe([...stored, "#3"].join("; "));
    await page.close();
  }, 60_000);

  it("belongs to one page at a time, until that is closed, left, or crashes", async () => {
    const [one, two] = [await openPage(), await openPage()];
    const open = (page: Page): Promise<string> => page.evaluate(() => globalThis.openStorage("shared"));
    expect(await open(one)).toBe("open");
    const refusal = "store-in-use: The store shared is open already; a store belongs to one member.";
    expect(await open(two)).toBe(refusal);
    expect(await open(one)).toBe(refusal);
    await one.evaluate(() => globalThis.closeStorage());
    expect(await open(two)).toBe("open");
    const [opened] = await Promise.all([open(one), two.close()]);
    expect(opened).toBe("open");
    await one.close();
  }, 60_000);

  it("notices what has got lost", async () => {
    const page = await openPage();
    await page.evaluate(async () => {
      await globalThis.openStorage("damaged");
      await globalThis.publish(1);
      await globalThis.closeStorage();
      await globalThis.tamper("damaged", "n");
    });
    expect(await page.evaluate(() => globalThis.openStorage("damaged"))).toMatch(
      /^store-damaged: The store damaged is damaged \(0 packets of 0 octets are there, of 1 of 3\); restore/,
    );
    await page.close();
  }, 60_000);
});
