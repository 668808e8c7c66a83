import { Interest, Name } from "@ndn/packet";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket as WsWebSocket } from "ws";
import { NfdTransport } from "../src/index.browser.js";
import { FakeForwarder } from "./fake-forwarder.js";
import { whenStatus } from "./when-status.js";

/** What the page asked for, and where it is sent instead. */
const redirects = new Map<string, string>();
const asked: string[] = [];

class PageWebSocket extends WsWebSocket {
  constructor(url: string) {
    asked.push(url);
    super(redirects.get(url) ?? url);
  }
}

let forwarder: FakeForwarder;
beforeEach(async () => {
  forwarder = await FakeForwarder.listen("ws");
  redirects.clear();
  asked.length = 0;
  vi.stubGlobal("WebSocket", PageWebSocket);
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await forwarder[Symbol.asyncDispose]();
});

describe("in a browser", () => {
  test("the page's WebSocket carries packets and is restored", async () => {
    await using transport = await NfdTransport.connect({
      uri: forwarder.uri,
      reconnect: { initial: 1, max: 5 },
    });
    await transport.serve(new Name("/a"), () => undefined);
    transport.send(new Interest("/b"));
    await forwarder.until(() => forwarder.face.interests.length === 1);
    forwarder.face.cut();
    await whenStatus(transport, "down");
    await whenStatus(transport, "up");
    expect(forwarder.log).toEqual(["rib/register /8=a", "rib/register /8=a"]);
    const { source, uri, sourcePath, local } = transport;
    expect([source, uri, sourcePath, local]).toEqual(["option", forwarder.uri, undefined, true]);
  });

  test("without an address, the reader's own machine is asked, then the fallback", async () => {
    const own = "ws://127.0.0.1:9696/";
    redirects.set(own, forwarder.uri);
    const first = await NfdTransport.connect();
    expect([first.source, first.uri]).toEqual(["default-websocket", own]);
    await first.close();

    const gone = await FakeForwarder.listen("ws");
    await gone[Symbol.asyncDispose]();
    redirects.set(own, gone.uri);
    await expect(NfdTransport.connect()).rejects.toMatchObject({
      code: "forwarder-unreachable",
      message: `No forwarder was found (tried ${own}); start one, or name its address in the uri option.`,
    });
    const second = await NfdTransport.connect({ fallback: () => Promise.resolve(forwarder.uri) });
    expect(second.source).toBe("fallback");
    await second.close();
  });

  test.each(["unix:///run/nfd/nfd.sock", "tcp://127.0.0.1", "udp://127.0.0.1"])(
    "%s is no way",
    async (uri) => {
      const [kind] = uri.split(":");
      await expect(NfdTransport.connect({ uri })).rejects.toMatchObject({
        code: "invalid-argument",
        message: `A browser speaks WebSocket only, not ${kind}; name a forwarder as ws://host:9696 or wss://host.`,
      });
      expect(asked).toEqual([]);
    },
  );
});
