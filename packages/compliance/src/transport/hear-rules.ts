import { AltUri, Interest, Name, type NameLike } from "@ndn/packet";
import { Decoder } from "@ndn/tlv";
import type { Transport } from "@svs/core";
import { checkOctets } from "../check-octets.js";
import { check } from "../compliance-failure.js";
import { hearer, interestOctets, noting, senderAndHearer } from "./hearer.js";
import { pair } from "./pair.js";
import type { TransportRules } from "./transport-case.js";
import type { TransportTrial } from "./transport-trial.js";

/** Asks under a prefix whose `hear` is to be out of use, and checks who answers. */
async function askUnheard(
  t: TransportTrial,
  alice: Transport,
  name: NameLike,
  answer: string,
  shown: readonly Uint8Array[],
  after: string,
): Promise<void> {
  const before = shown.length;
  const text = await t.ask(alice, name);
  check(text === answer, `the handler of ${text} was asked ${after}; expected that of ${answer}`);
  check(shown.length === before, `an Interest was shown ${after}`);
}

/** `serve` with `hear`: who is shown an Interest's octets, and what becomes of the Interest. */
export const hearRules = {
  "transport/octets/heard-first": {
    title: "shows an Interest's octets once, and asks no handler if they are taken, whoever's it is",
    async run(t) {
      const { alice, bob } = await pair(t);
      const { shown, hear } = hearer(true);
      const asked: string[] = [];
      await t.serve(bob, "/c/1", noting(t, asked, "/c/1"));
      await t.serve(bob, "/c", noting(t, asked, "/c"), { hear });
      await t.serve(bob, "/c/1/2", noting(t, asked, "/c/1/2"));
      const names = ["/c", "/c/0", "/c/1/0", "/c/1/2/0"];
      for (const name of names) {
        const packet = interestOctets(name, t.lasting);
        t.send(alice, packet);
        await t.until(() => shown.length > 0, `the Interest ${name} to be shown`);
        await t.quiet();
        checkOctets(shown[0]!, packet, `the Interest ${name}`);
        check(shown.length === 1, `the Interest ${name} was shown ${shown.length} times; expected once`);
        shown.length = 0;
      }
      t.send(alice, t.interest("/c/1/3"));
      await t.until(() => shown.length === 1, "an Interest that was sent as a packet to be shown");
      await t.unanswered(alice, "/c/1/4", "whose octets were taken");
      check(shown.length === 2, "an Interest was not shown that its sender expressed");
      check(asked.length === 0, `the handler of ${asked[0]} was asked although the octets were taken`);
    },
  },

  "transport/octets/not-taken": {
    title: "asks the handler with the longest prefix, as ever, if the octets are shown and not taken",
    async run(t) {
      const { alice, bob } = await pair(t);
      const order: string[] = [];
      await t.serve(bob, "/c", noting(t, order, "/c"), {
        hear: () => {
          order.push("hear");
          return false;
        },
      });
      await t.serve(bob, "/c/1", noting(t, order, "/c/1"));
      for (const [name, prefix] of Object.entries({ "/c/0": "/c", "/c/1": "/c/1", "/c/1/2": "/c/1" })) {
        const text = await t.ask(alice, name);
        check(text === prefix, `the handler of ${text} was asked for ${name}; expected that of ${prefix}`);
        check(
          order.join() === `hear,${prefix}`,
          `for ${name} these were called: ${order.join(", ")}; expected hear, and then ${prefix}`,
        );
        order.length = 0;
      }
    },
  },

  "transport/octets/several": {
    title: "shows an Interest at every prefix that it is under until one takes it, once at each",
    async run(t) {
      const { alice, bob } = await pair(t);
      const prefixes = ["/c/1", "/c", "/c/1/2"];
      const shown: string[] = [];
      const asked: string[] = [];
      let taker: string | undefined;
      for (const prefix of prefixes) {
        await t.serve(bob, prefix, noting(t, asked, prefix), {
          hear: () => {
            shown.push(prefix);
            return prefix === taker;
          },
        });
      }
      const text = await t.ask(alice, "/c/1/2/3");
      check(text === "/c/1/2", `the handler of ${text} was asked; expected that of /c/1/2`);
      check(
        shown.toSorted().join() === prefixes.toSorted().join(),
        `an Interest that nobody took was shown at ${shown.join(", ")}; expected ${prefixes.join(", ")}`,
      );
      for (taker of prefixes) {
        shown.length = 0;
        asked.length = 0;
        t.send(alice, t.interest(`/c/1/2${taker}`));
        await t.until(() => shown.includes(taker!), `an Interest to be shown at ${taker}`);
        await t.quiet();
        check(shown.at(-1) === taker, `an Interest was shown at ${shown.at(-1)} after ${taker} took it`);
        check(asked.length === 0, `the handler of ${asked[0]} was asked although ${taker} took the octets`);
      }
    },
  },

  "transport/octets/kept": {
    title: "leaves the octets that it showed as they are",
    async run(t) {
      const { alice, shown } = await senderAndHearer(t);
      const packets = ["/c/1", "/c/2", "/c/3"].map((name) => interestOctets(name, t.lasting));
      for (const [i, packet] of packets.entries()) {
        t.send(alice, packet.slice());
        await t.until(() => shown.length > i, "an Interest to be shown");
      }
      await t.quiet();
      for (const [i, packet] of packets.entries()) {
        checkOctets(shown[i]!, packet, `the Interest /c/${i + 1}, looked at later,`);
      }
    },
  },

  "transport/octets/whole-components": {
    title: "compares prefixes by whole components, and with nothing behind the name",
    async run(t) {
      const { alice, bob } = await pair(t);
      const { heard, handler } = t.listener();
      const { shown, hear } = hearer(true);
      await t.serve(bob, "/c", handler);
      await t.serve(bob, "/c/a", handler, { hear });
      // To the name /c this Nonce adds what, in another place, would be this component.
      await t.serve(bob, new Name("/c/10=%01%02%03%04"), handler, { hear });
      const nonce = Interest.Nonce(0x01020304);
      const others = [
        ...["/c/abc/1", "/c/ab", "/c/b"].map((name) => t.interest(name)),
        new Interest("/c", nonce, Interest.Lifetime(t.lasting)),
      ];
      for (const [i, interest] of others.entries()) {
        t.send(alice, interest);
        await t.until(() => shown.length + heard.length > i, "an Interest to be heard");
        check(
          shown.length === 0,
          `the Interest ${AltUri.ofName(interest.name)} was shown under a longer or another prefix`,
        );
      }
      for (const [i, name] of ["/c/a", "/c/a/1"].entries()) {
        t.send(alice, interestOctets(name, t.lasting));
        await t.until(() => shown.length > i, `the Interest ${name} to be shown`);
      }
    },
  },

  "transport/octets/other-prefixes": {
    title: "shows nothing of what is under other prefixes",
    async run(t) {
      const { alice, bob } = await pair(t);
      const carol = await t.attach("carol");
      const { shown, hear } = hearer(true);
      await t.serve(bob, "/c", t.replier("bob").handler, { hear });
      await t.serve(bob, "/d", t.replier("bob").handler);
      await t.serve(carol, "/e", t.replier("carol").handler);
      await askUnheard(t, alice, "/d/1", "bob", shown, "under a prefix that does not hear");
      await askUnheard(t, alice, "/e/1", "carol", shown, "under a prefix of another attachment");
      await askUnheard(t, bob, "/e/2", "carol", shown, "that its own transport expressed");
    },
  },

  "transport/octets/not-own": {
    title: "never shows a transport's own Interests",
    async run(t) {
      const { alice, bob } = await pair(t);
      const { shown, hear } = hearer(true);
      const { handler } = t.listener();
      await t.serve(alice, "/c", handler, { hear, multicast: new Name("/c") });
      t.send(alice, interestOctets("/c/1", t.brief));
      await t.unanswered(alice, "/c/2", "asked by the attachment that hears it");
      check(shown.length === 0, "an Interest was shown to its own transport");
      t.send(bob, interestOctets("/c/3", t.brief));
      await t.until(() => shown.length > 0, "an Interest of another attachment to be shown");
    },
  },

  "transport/octets/send-within": {
    title: "lets whoever hears send octets before it returns",
    async run(t) {
      const { alice, bob } = await pair(t);
      const back = hearer(true);
      await t.serve(alice, "/d", t.listener().handler, { hear: back.hear });
      const packet = interestOctets("/d/1", t.lasting);
      let result: unknown;
      await t.serve(bob, "/c", t.listener().handler, {
        hear: () => {
          result = bob.sendOctets(packet);
          return true;
        },
      });
      t.send(alice, interestOctets("/c/1", t.lasting));
      await t.until(() => back.shown.length > 0, "octets to be shown that were sent within `hear`");
      check(result === "sent", `sendOctets() within hear said ${String(result)}; expected "sent"`);
      checkOctets(back.shown[0]!, packet, "the Interest");
    },
  },

  "transport/octets/withdrawn": {
    title: "shows nothing more once the registration is disposed of, or its signal aborted",
    async run(t) {
      const { alice, bob } = await pair(t);
      const { shown, hear } = hearer(false);
      const controller = new AbortController();
      const { signal } = controller;
      await t.serve(bob, "/c", t.replier("/c").handler);
      const longer = await t.serve(bob, "/c/1", t.replier("/c/1").handler, { hear });
      const shorter = await t.serve(bob, "/d", t.replier("/d").handler, { hear });
      await t.serve(bob, "/d/1", t.replier("/d/1").handler);
      await t.serve(bob, "/e", t.replier("/e").handler, { hear, signal });
      await t.serve(bob, "/e/1", t.replier("/e/1").handler);
      for (const name of ["/c/1/0", "/d/1/0", "/e/1/0"]) {
        const before = shown.length;
        await t.ask(alice, name);
        check(shown.length === before + 1, `the Interest ${name} was not shown`);
      }
      const disposed = "after its registration was disposed of";
      await t.fulfilled(async () => longer[Symbol.asyncDispose](), "disposing of a registration");
      await askUnheard(t, alice, "/c/1/1", "/c", shown, disposed);
      await t.fulfilled(async () => shorter[Symbol.asyncDispose](), "disposing of a registration");
      await askUnheard(t, alice, "/d/1/1", "/d/1", shown, disposed);
      controller.abort();
      await t.quiet();
      await askUnheard(t, alice, "/e/1/1", "/e/1", shown, "after its signal was aborted");
      await t.serve(bob, "/c/1", t.replier("again").handler);
      await askUnheard(t, alice, "/c/1/2", "again", shown, `${disposed} and another served its prefix`);
    },
  },

  "transport/octets/reconnected": {
    title: "shows Interests again after the connection was lost, each once",
    needs: ["cut"],
    async run(t) {
      const { alice, bob } = await pair(t);
      const { shown, hear } = hearer(true);
      const { heard, handler } = t.listener();
      await t.serve(bob, "/c", handler, { hear });
      await t.serve(bob, "/c/1", handler);
      for (let round = 1; round <= 3; round += 1) {
        await t.cut(bob);
        await t.mend(bob);
        t.send(alice, interestOctets(`/c/1/${round}`, t.lasting));
        await t.until(() => shown.length >= round, "an Interest to be shown after reconnecting");
        await t.quiet();
        check(shown.length === round, `${shown.length} were shown of ${round} Interests`);
        check(heard.length === 0, "a handler was asked after reconnecting although the octets were taken");
      }
    },
  },

  "transport/octets/throwing-hear": {
    title: "says nothing when `hear` throws, asks no handler, and serves on",
    async run(t) {
      const { alice, bob } = await pair(t);
      const { heard, handler } = t.replier("answer");
      await t.serve(bob, "/c", handler, {
        hear: (packet) => {
          if (Decoder.decode(packet, Interest).name.equals("/c/bad")) {
            throw new Error("a mistake of whoever hears");
          }
          return false;
        },
      });
      await t.unanswered(alice, "/c/bad", "whose `hear` threw");
      check(heard.length === 0, "a handler was asked although `hear` threw");
      check(bob.status === "up", `the transport went ${bob.status} because \`hear\` threw`);
      check((await t.ask(alice, "/c/good")) === "answer", "a later Interest got another answer");
    },
  },
} as const satisfies TransportRules;
