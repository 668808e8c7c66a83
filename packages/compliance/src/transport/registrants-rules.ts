import { type Interest, Name } from "@ndn/packet";
import type { Transport } from "@svs/core";
import { check } from "../compliance-failure.js";
import { pair } from "./pair.js";
import type { TransportRules } from "./transport-case.js";

/** `serve`: several attachments on one network. */
export const registrantsRules = {
  "transport/serve/multicast": {
    title: "brings an Interest to every registrant, the sender excepted, when multicast is asked for",
    needs: ["multicast"],
    async run(t) {
      const group = new Name("/c");
      const members: { name: string; transport: Transport; heard: Interest[] }[] = [];
      for (const name of ["alice", "bob", "carol", "dave"]) {
        const transport = await t.attach(name);
        const { heard, handler } = t.listener();
        await t.serve(transport, "/c/sync", handler, { multicast: group });
        members.push({ name, transport, heard });
      }
      const rounds = 3;
      for (let round = 0; round < rounds; round += 1) {
        for (const { name, transport } of members) {
          t.send(transport, t.interest(`/c/sync/${name}/${round}`, t.brief));
        }
      }
      const expected = rounds * (members.length - 1);
      await t.until(
        () => members.every(({ heard }) => heard.length >= expected),
        "every member to hear the others",
      );
      await t.quiet();
      for (const { name, heard } of members) {
        check(heard.length === expected, `${name} heard ${heard.length} Interests; expected ${expected}`);
        check(
          !heard.some((interest) => new Name(`/c/sync/${name}`).isPrefixOf(interest.name)),
          `${name} heard itself`,
        );
      }
    },
  },

  "transport/serve/multicast-nested": {
    title: "brings a multicast Interest to the registrants of shorter prefixes as well, once each",
    needs: ["multicast"],
    async run(t) {
      const { alice, bob } = await pair(t);
      const carol = await t.attach("carol");
      const multicast = new Name("/c");
      const short = t.listener();
      const both = t.listener();
      await t.serve(bob, "/c", short.handler, { multicast });
      await t.serve(carol, "/c", both.handler, { multicast });
      await t.serve(carol, "/c/sync", both.handler, { multicast });
      t.send(alice, t.interest("/c/sync/1"));
      await t.until(
        () => short.heard.length > 0 && both.heard.length > 0,
        "the registrants of /c and of /c/sync to hear an Interest under /c/sync",
      );
      await t.quiet();
      const times = [short.heard.length, both.heard.length];
      check(
        times.every((one) => one === 1),
        `two attachments heard an Interest ${times.join(" and ")} times`,
      );
    },
  },

  "transport/serve/not-own": {
    title: "never brings a transport's own Interests to its own handlers",
    async run(t) {
      const { alice, bob } = await pair(t);
      const { heard, handler } = t.replier("answer");
      await t.serve(alice, "/c", handler, { multicast: new Name("/c") });
      t.send(alice, t.interest("/c/1", t.brief));
      await t.unanswered(alice, "/c/2", "asked by the attachment that serves it");
      check(heard.length === 0, "a handler was asked by its own transport");
      check((await t.ask(bob, "/c/3")) === "answer", "another attachment got another answer");
    },
  },

  "transport/serve/two-registrants": {
    title: "asks at least one of two attachments that serve a prefix without multicast",
    async run(t) {
      const { alice, bob } = await pair(t);
      const carol = await t.attach("carol");
      await t.serve(bob, "/c", t.replier("bob").handler);
      await t.serve(carol, "/c", t.replier("carol").handler);
      const text = await t.ask(alice, "/c/1");
      check(text === "bob" || text === "carol", `an answer came from ${text}`);
    },
  },

  "transport/serve/two-askers": {
    title: "answers two attachments that ask for one name at the same time",
    async run(t) {
      const { alice, bob } = await pair(t);
      const carol = await t.attach("carol");
      await t.serve(bob, "/c", async (interest) => {
        await t.later(t.domain.quiet / 4);
        return t.answer(interest, "answer");
      });
      const calls = [alice, carol].map((one) =>
        t.watch(() => one.express(t.interest("/c/1")), "express(/c/1)"),
      );
      await t.until(() => calls.every(({ outcome }) => outcome), "both Interests to settle");
      const answers = calls.filter(({ outcome }) => "value" in outcome!).length;
      check(answers === 2, `${answers} of two attachments got the answer`);
    },
  },
} as const satisfies TransportRules;
