import { Data, Name } from "@ndn/packet";
import { Decoder, Encoder } from "@ndn/tlv";
import type { InterestHandler } from "@svs/core";
import { checkOctets } from "../check-octets.js";
import { check } from "../compliance-failure.js";
import { sizedPacket } from "../sized-packet.js";
import { EARLY } from "./early.js";
import { oddData } from "./odd-data.js";
import { pair } from "./pair.js";
import type { TransportRules } from "./transport-case.js";
import type { TransportTrial } from "./transport-trial.js";

/** Checks that a handler's bad result is silence, and that the transport serves on. */
async function staysSilent(t: TransportTrial, why: string, bad: InterestHandler): Promise<void> {
  const { alice, bob } = await pair(t);
  await t.serve(bob, "/c", (interest) =>
    interest.name.equals("/c/bad") ? bad(interest) : t.answer(interest, "answer"),
  );
  await t.unanswered(alice, "/c/bad", why);
  check(bob.status === "up", `the transport went ${bob.status} because of a handler that ${why}`);
  check((await t.ask(alice, "/c/good")) === "answer", "a later Interest got another answer");
}

/** `serve`: which handler is asked, and what becomes of its answer. */
export const handlerRules = {
  "transport/serve/prefix-itself": {
    title: "asks the handler for the prefix itself as well",
    async run(t) {
      const { alice, bob } = await pair(t);
      await t.serve(bob, "/c/1", t.replier("answer").handler);
      check((await t.ask(alice, "/c/1")) === "answer", "the prefix itself got another answer");
    },
  },

  "transport/serve/longest-prefix": {
    title: "asks the handler with the longest matching prefix, in whatever order they were served",
    async run(t) {
      const { alice, bob } = await pair(t);
      for (const prefix of ["/c/1", "/c", "/c/1/2"]) {
        await t.serve(bob, prefix, t.replier(prefix).handler);
      }
      const expected = {
        "/c/0": "/c",
        "/c/1": "/c/1",
        "/c/1/0": "/c/1",
        "/c/1/2": "/c/1/2",
        "/c/1/2/3": "/c/1/2",
      };
      for (const [name, prefix] of Object.entries(expected)) {
        const text = await t.ask(alice, name);
        check(text === prefix, `the handler of ${text} was asked for ${name}; expected that of ${prefix}`);
      }
    },
  },

  "transport/serve/whole-components": {
    title: "compares prefixes by whole components",
    async run(t) {
      const { alice, bob } = await pair(t);
      const { heard, handler } = t.replier("short");
      await t.serve(bob, "/c/a", handler);
      await t.serve(bob, "/c/abc", t.replier("long").handler);
      check((await t.ask(alice, "/c/abc/1")) === "long", "the handler of /c/a was asked for /c/abc/1");
      await t.unanswered(alice, "/c/ab", "which is under no prefix");
      check(heard.length === 0, "the handler of /c/a was asked for /c/ab");
    },
  },

  "transport/serve/silence": {
    title: "says nothing when the handler gives `undefined`",
    async run(t) {
      await staysSilent(t, "gave undefined", () => undefined);
    },
  },

  "transport/serve/promised-silence": {
    title: "says nothing when the handler promises `undefined`",
    async run(t) {
      await staysSilent(t, "promised undefined", () => Promise.resolve(undefined));
    },
  },

  "transport/serve/throwing-handler": {
    title: "says nothing when the handler throws, and serves on",
    async run(t) {
      await staysSilent(t, "threw", () => {
        throw new Error("a handler's own mistake");
      });
    },
  },

  "transport/serve/rejecting-handler": {
    title: "says nothing when the handler's promise rejects, and serves on",
    async run(t) {
      await staysSilent(t, "rejected", async (): Promise<undefined> => {
        await t.later(1);
        throw new Error("a handler's own mistake");
      });
    },
  },

  "transport/serve/promise": {
    title: "answers when the handler's promise resolves, within the Interest's lifetime",
    async run(t) {
      const { alice, bob } = await pair(t);
      await t.serve(bob, "/c", async (interest) => {
        await t.later(2 * t.domain.quiet);
        return t.answer(interest, "answer");
      });
      const start = t.clock.monotonic();
      check((await t.ask(alice, "/c/1")) === "answer", "a promised answer arrived as another");
      const took = t.clock.monotonic() - start;
      check(
        took >= 2 * t.domain.quiet - EARLY,
        `an answer arrived ${took} ms after its Interest, before it was given`,
      );
    },
  },

  "transport/serve/slow-handler": {
    title: "asks further Interests while a handler still thinks about one",
    async run(t) {
      const { alice, bob } = await pair(t);
      await t.serve(bob, "/c", (interest) =>
        interest.name.equals("/c/slow")
          ? new Promise<undefined>(() => undefined)
          : t.answer(interest, "answer"),
      );
      const slow = t.watch(() => alice.express(t.interest("/c/slow")), "express(/c/slow)");
      check((await t.ask(alice, "/c/fast")) === "answer", "an Interest behind a slow one got another answer");
      check(slow.outcome === undefined, "an Interest settled that its handler still thinks about");
    },
  },

  "transport/serve/handler-asks": {
    title: "lets a handler express an Interest of its own before it answers",
    async run(t) {
      const { alice, bob } = await pair(t);
      const carol = await t.attach("carol");
      await t.serve(carol, "/d", t.replier("from carol").handler);
      await t.serve(bob, "/c", async ({ name }) => {
        const { content } = await bob.express(t.interest("/d/1"));
        return new Data(name, content);
      });
      check(
        (await t.ask(alice, "/c/1")) === "from carol",
        "a handler that asked another gave another answer",
      );
    },
  },

  "transport/serve/octets": {
    title: "sends octets that a handler gives as they are",
    async run(t) {
      const { alice, bob } = await pair(t);
      // A view into a larger buffer, as a store would give.
      await t.serve(bob, "/c", async ({ name }) => {
        const odd = oddData(name);
        const room = new Uint8Array(odd.length + 20).fill(0xee);
        room.set(odd, 10);
        return room.subarray(10, 10 + odd.length);
      });
      const data = await t.fulfilled(() => alice.express(t.interest("/c/1")), "express(/c/1)");
      checkOctets(
        Encoder.encode(data),
        oddData(new Name("/c/1")),
        "the Data that the handler gave as octets",
      );
    },
  },

  "transport/serve/relayed-data": {
    title: "sends a Data that a handler was itself given with the octets it came in",
    async run(t) {
      const { alice, bob } = await pair(t);
      await t.serve(bob, "/c", ({ name }) => Decoder.decode(oddData(name), Data));
      const data = await t.fulfilled(() => alice.express(t.interest("/c/1")), "express(/c/1)");
      checkOctets(Encoder.encode(data), oddData(new Name("/c/1")), "the Data that the handler relayed");
    },
  },

  "transport/serve/hostile-octets": {
    title: "says nothing when a handler gives octets that are no Data, and stays up",
    async run(t) {
      const { alice, bob } = await pair(t);
      const interest = Encoder.encode(t.interest("/c/nested"));
      const data = oddData(new Name("/c/cut-short"));
      const results: Record<string, unknown> = {
        empty: new Uint8Array(),
        zeros: new Uint8Array(16),
        "cut-short": data.subarray(0, data.length - 1),
        "too-long": Uint8Array.of(0x06, 0xfe, 0x7f, 0xff, 0xff, 0xff, 1),
        "followed-by-more": Uint8Array.of(...oddData(new Name("/c/followed-by-more")), 0),
        interest,
        text: "no packet",
        object: { name: "/c/object" },
      };
      await t.serve(bob, "/c", (asked) => {
        const key = new TextDecoder().decode(asked.name.at(-1).value);
        return key in results ? (results[key] as Uint8Array) : t.answer(asked, "answer");
      });
      for (const key of Object.keys(results)) {
        await t.unanswered(alice, `/c/${key}`, "whose handler gave no Data packet");
        check(
          bob.status === "up",
          `the transport went ${bob.status} after its handler gave no Data (${key})`,
        );
        check((await t.ask(alice, `/c/after-${key}`)) === "answer", "a later Interest got another answer");
      }
    },
  },

  "transport/serve/largest-answer": {
    title: "carries a Data of exactly `packetSizeMax` octets",
    async run(t) {
      const { alice, bob } = await pair(t);
      const size = bob.packetSizeMax;
      await t.serve(bob, "/c", ({ name }) => sizedPacket.data(name, size));
      const data = await t.fulfilled(
        () => alice.express(t.interest("/c/1")),
        `express() of a Data of ${size} octets`,
      );
      checkOctets(Encoder.encode(data), Encoder.encode(sizedPacket.data(new Name("/c/1"), size)), "the Data");
    },
  },

  "transport/serve/too-large-answer": {
    title: "says nothing when the Data is larger than `packetSizeMax`, and serves on",
    async run(t) {
      const { packetSizeMax } = await t.attach("carol");
      await staysSilent(t, "gave packetSizeMax + 1 octets", ({ name }) =>
        sizedPacket.data(name, packetSizeMax + 1),
      );
    },
  },
} as const satisfies TransportRules;
