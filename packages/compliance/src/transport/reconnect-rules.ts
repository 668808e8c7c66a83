import { type Interest, Name } from "@ndn/packet";
import { check } from "../compliance-failure.js";
import { pair } from "./pair.js";
import type { TransportRules } from "./transport-case.js";

/** `serve`: what a lost connection does to registrations. */
export const reconnectRules = {
  "transport/serve/reconnect": {
    title: "serves every prefix again after the connection was lost, each Interest once",
    needs: ["cut"],
    async run(t) {
      const { alice, bob } = await pair(t);
      const one = t.replier("one");
      const two = t.replier("two");
      await t.serve(bob, "/c/1", one.handler);
      await t.serve(bob, "/c/2", two.handler);
      for (let round = 0; round < 3; round += 1) {
        await t.cut(bob);
        await t.mend(bob);
        check((await t.ask(alice, `/c/1/${round}`)) === "one", "/c/1 got another answer after reconnecting");
        check((await t.ask(alice, `/c/2/${round}`)) === "two", "/c/2 got another answer after reconnecting");
      }
      await t.quiet();
      const asked = [one.heard.length, two.heard.length];
      check(
        asked.every((times) => times === 3),
        `the handlers were asked ${asked.join(" and ")} times for 3 Interests`,
      );
    },
  },

  "transport/serve/reconnect-multicast": {
    title: "asks for multicast again after the connection was lost",
    needs: ["cut", "multicast"],
    async run(t) {
      const group = new Name("/c");
      const { alice, bob } = await pair(t);
      const carol = await t.attach("carol");
      const heard: Interest[][] = [];
      for (const transport of [bob, carol]) {
        const one = t.listener();
        heard.push(one.heard);
        await t.serve(transport, "/c/sync", one.handler, { multicast: group });
      }
      for (const transport of [bob, carol, alice]) {
        await t.cut(transport);
      }
      for (const transport of [bob, carol, alice]) {
        await t.mend(transport);
      }
      t.send(alice, t.interest("/c/sync/1"));
      await t.until(
        () => heard.every(({ length }) => length === 1),
        "both members to hear the third after reconnecting",
      );
    },
  },

  "transport/serve/while-down": {
    title: "waits while down, and resolves when the prefix is registered after mending",
    needs: ["cut"],
    async run(t) {
      const { alice, bob } = await pair(t);
      await t.cut(bob);
      const served = t.watch(
        () => bob.serve(new Name("/c"), t.replier("answer").handler),
        "serve(/c) while down",
      );
      await t.quiet();
      check(served.outcome === undefined, "serve() settled although the transport was not connected");
      await t.mend(bob);
      await t.until(() => served.outcome !== undefined, "serve(/c) to settle after mending");
      check("value" in served.outcome!, `serve() while down rejected: ${String(served.outcome!.error)}`);
      check((await t.ask(alice, "/c/1")) === "answer", "a prefix served while down got another answer");
    },
  },

  "transport/serve/cut-while-registering": {
    title: "resolves after mending if the connection was lost while it was registering",
    needs: ["cut"],
    async run(t) {
      const { alice, bob } = await pair(t);
      const served = t.watch(() => bob.serve(new Name("/c"), t.replier("answer").handler), "serve(/c)");
      await t.cut(bob);
      await t.mend(bob);
      await t.until(() => served.outcome !== undefined, "serve(/c) to settle after mending");
      check(
        "value" in served.outcome!,
        `serve() that was cut off rejected: ${String(served.outcome!.error)}`,
      );
      check(
        (await t.ask(alice, "/c/1")) === "answer",
        "a prefix whose registering was cut off got another answer",
      );
    },
  },

  "transport/serve/dispose-while-down": {
    title: "does not register again what was disposed of while down",
    needs: ["cut"],
    async run(t) {
      const { alice, bob } = await pair(t);
      const { heard, handler } = t.replier("answer");
      const registration = await t.serve(bob, "/c", handler);
      await t.cut(bob);
      await t.fulfilled(
        async () => registration[Symbol.asyncDispose](),
        "disposing of a registration while down",
      );
      await t.mend(bob);
      await t.unanswered(alice, "/c/1", "whose prefix was disposed of while down");
      check(heard.length === 0, "a handler was asked after its registration was disposed of");
    },
  },
} as const satisfies TransportRules;
