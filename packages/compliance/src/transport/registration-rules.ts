import { AltUri, type Data, Name } from "@ndn/packet";
import type { RegistrationFailure } from "@svs/core";
import { check } from "../compliance-failure.js";
import { rejection } from "../outcome.js";
import { pair } from "./pair.js";
import type { TransportRules } from "./transport-case.js";

/** `serve`: how a prefix is registered, and how that ends. */
export const registrationRules = {
  "transport/serve/registered": {
    title: "resolves when the prefix is registered, so that an Interest is answered right then",
    async run(t) {
      const { alice, bob } = await pair(t);
      const prefix = new Name("/c");
      const call = (): Promise<Data> => alice.express(t.interest("/c/1"));
      const data = await t.fulfilled(async () => {
        const registration = await bob.serve(prefix, t.replier("answer").handler);
        check(
          registration.prefix.equals(prefix),
          `the registration says ${AltUri.ofName(registration.prefix)}; expected /c`,
        );
        return call();
      }, "serve(/c) and express(/c/1) right then");
      check(data.name.equals("/c/1"), `Data ${AltUri.ofName(data.name)} came; expected /c/1`);
    },
  },

  "transport/serve/several-at-once": {
    title: "registers 20 prefixes served in one turn, each for its own handler",
    async run(t) {
      const { alice, bob } = await pair(t);
      const prefixes = Array.from({ length: 20 }, (_, i) => `/c/${i}`);
      await t.fulfilled(
        () => Promise.all(prefixes.map((prefix) => bob.serve(new Name(prefix), t.replier(prefix).handler))),
        "serve() of 20 prefixes at once",
      );
      for (const prefix of prefixes) {
        const text = await t.ask(alice, `${prefix}/x`);
        check(text === prefix, `the handler of ${text} was asked for ${prefix}/x`);
      }
    },
  },

  "transport/serve/duplicate": {
    title: "refuses a prefix that it serves already with `invalid-argument`, and serves on",
    async run(t) {
      const { alice, bob } = await pair(t);
      await t.serve(bob, "/c", t.replier("first").handler);
      await t.rejected(
        () => bob.serve(new Name("/c"), t.replier("second").handler),
        "invalid-argument",
        "serve() of a prefix that is served already",
      );
      const text = await t.ask(alice, "/c/1");
      check(text === "first", `after a refused serve() the ${text} handler was asked`);
    },
  },

  "transport/serve/duplicate-at-once": {
    title: "refuses a prefix that it is still registering",
    async run(t) {
      const { alice, bob } = await pair(t);
      const first = t.watch(() => bob.serve(new Name("/c"), t.replier("first").handler), "serve(/c)");
      await t.rejected(
        () => bob.serve(new Name("/c"), t.replier("second").handler),
        "invalid-argument",
        "serve() of a prefix that is being registered",
      );
      await t.until(() => first.outcome !== undefined, "the first serve(/c) to settle");
      const text = await t.ask(alice, "/c/1");
      check(text === "first", `after a refused serve() the ${text} handler was asked`);
    },
  },

  "transport/serve/dispose": {
    title: "asks the handler no more once its registration is disposed of",
    async run(t) {
      const { alice, bob } = await pair(t);
      const { heard, handler } = t.replier("answer");
      const registration = await t.serve(bob, "/c", handler);
      await t.ask(alice, "/c/1");
      await t.fulfilled(async () => registration[Symbol.asyncDispose](), "disposing of a registration");
      await t.unanswered(alice, "/c/2", "whose prefix is served no more");
      check(heard.length === 1, "a handler was asked after its registration was disposed of");
      await t.fulfilled(async () => registration[Symbol.asyncDispose](), "disposing of a registration again");
    },
  },

  "transport/serve/dispose-shorter": {
    title: "asks the handler of the shorter prefix once the longer one is disposed of",
    async run(t) {
      const { alice, bob } = await pair(t);
      await t.serve(bob, "/c", t.replier("/c").handler);
      const registration = await t.serve(bob, "/c/1", t.replier("/c/1").handler);
      await t.ask(alice, "/c/1/1");
      await t.fulfilled(async () => registration[Symbol.asyncDispose](), "disposing of a registration");
      const text = await t.ask(alice, "/c/1/2");
      check(text === "/c", `the handler of ${text} was asked for /c/1/2; expected that of /c`);
    },
  },

  "transport/serve/again": {
    title: "serves a prefix again after its registration was disposed of",
    async run(t) {
      const { alice, bob } = await pair(t);
      const registration = await t.serve(bob, "/c", t.replier("first").handler);
      await t.fulfilled(async () => registration[Symbol.asyncDispose](), "disposing of a registration");
      await t.serve(bob, "/c", t.replier("second").handler);
      await t.fulfilled(
        async () => registration[Symbol.asyncDispose](),
        "disposing of the old registration again",
      );
      const text = await t.ask(alice, "/c/1");
      check(text === "second", `the ${text} handler was asked; expected the second`);
    },
  },

  "transport/serve/again-at-once": {
    title: "serves a prefix that is still being unregistered, or refuses it with `invalid-argument`",
    async run(t) {
      const { alice, bob } = await pair(t);
      const registration = await t.serve(bob, "/c", t.replier("first").handler);
      const disposed = t.watch(
        async () => registration[Symbol.asyncDispose](),
        "disposing of a registration",
      );
      const served = await t.outcome(
        () => bob.serve(new Name("/c"), t.replier("second").handler),
        "serve(/c) while it is being unregistered",
      );
      await t.until(() => disposed.outcome !== undefined, "disposing of a registration to settle");
      if ("error" in served) {
        rejection(served, "invalid-argument", "serve(/c) while it is being unregistered");
        await t.unanswered(alice, "/c/1", "whose prefix is served no more");
      } else {
        await t.quiet();
        check((await t.ask(alice, "/c/1")) === "second", "the first handler was asked; expected the second");
      }
    },
  },

  "transport/serve/aborted-before": {
    title: "rejects with `aborted`, and registers nothing, if the signal is aborted already",
    async run(t) {
      const { alice, bob } = await pair(t);
      const { heard, handler } = t.replier("answer");
      const signal = AbortSignal.abort();
      await t.rejected(
        () => bob.serve(new Name("/c"), handler, { signal }),
        "aborted",
        "serve() with an aborted signal",
      );
      await t.unanswered(alice, "/c/1", "whose registration was aborted");
      check(heard.length === 0, "a handler was asked whose registration was aborted before");
      await t.serve(bob, "/c", handler);
    },
  },

  "transport/serve/aborted": {
    title: "rejects with `aborted` when the signal is aborted before the prefix is registered",
    needs: ["cut"],
    async run(t) {
      const { alice, bob } = await pair(t);
      const { heard, handler } = t.replier("answer");
      await t.cut(bob);
      const controller = new AbortController();
      const { signal } = controller;
      const served = t.watch(() => bob.serve(new Name("/c"), handler, { signal }), "serve(/c) while down");
      await t.domain.elapse(1);
      controller.abort();
      await t.until(() => served.outcome !== undefined, "serve() to settle once its signal is aborted");
      rejection(served.outcome, "aborted", "an aborted serve()");
      await t.mend(bob);
      await t.unanswered(alice, "/c/1", "whose registration was aborted");
      check(heard.length === 0, "a handler was asked whose registration was aborted");
    },
  },

  "transport/serve/aborted-at-once": {
    title: "registers nothing for long if the signal is aborted right after the call",
    async run(t) {
      const { alice, bob } = await pair(t);
      const { heard, handler } = t.replier("answer");
      const controller = new AbortController();
      const { signal } = controller;
      const served = t.watch(() => bob.serve(new Name("/c"), handler, { signal }), "serve(/c)");
      controller.abort();
      await t.until(() => served.outcome !== undefined, "serve() to settle once its signal is aborted");
      if ("error" in served.outcome!) {
        rejection(served.outcome, "aborted", "an aborted serve()");
      }
      await t.quiet();
      await t.unanswered(alice, "/c/1", "whose registration was aborted");
      check(heard.length === 0, "a handler was asked whose registration was aborted");
    },
  },

  "transport/serve/abort-unregisters": {
    title: "unregisters when the signal is aborted later",
    async run(t) {
      const { alice, bob } = await pair(t);
      const { heard, handler } = t.replier("answer");
      const controller = new AbortController();
      await t.serve(bob, "/c", handler, { signal: controller.signal });
      await t.ask(alice, "/c/1");
      controller.abort();
      await t.quiet();
      await t.unanswered(alice, "/c/2", "whose registration was aborted");
      check(heard.length === 1, "a handler was asked after its signal was aborted");
      await t.serve(bob, "/c", handler);
      check((await t.ask(alice, "/c/3")) === "answer", "the prefix could not be served again");
    },
  },

  "transport/serve/refused": {
    title:
      "rejects with `registration-failed`, and says why in an event, when the network refuses the prefix",
    needs: ["refusal"],
    async run(t) {
      const { alice, bob } = await pair(t);
      const { refusedPrefix } = t.domain;
      check(refusedPrefix !== undefined, "the domain declares `refusal` and has no refusedPrefix");
      const failures: RegistrationFailure[] = [];
      bob.addEventListener("registration-failed", ({ detail }) => {
        failures.push(detail);
      });
      const call = (): Promise<unknown> => bob.serve(refusedPrefix, t.replier("answer").handler);
      await t.rejected(call, "registration-failed", "serve() of a prefix that is refused");
      await t.until(() => failures.length > 0, "the event registration-failed");
      const [{ prefix, command, statusCode, reason }] = failures as [RegistrationFailure];
      check(
        prefix.equals(refusedPrefix),
        `the event names ${AltUri.ofName(prefix)}; expected ${AltUri.ofName(refusedPrefix)}`,
      );
      check(command === "register", `the event names the command ${command}; expected register`);
      check(
        statusCode === undefined || (Number.isInteger(statusCode) && statusCode >= 300),
        `the event has the status code ${statusCode}; expected that of a refusal`,
      );
      check(typeof reason === "string" && reason !== "", "the event gives no reason");
      await t.rejected(call, "registration-failed", "serve() of a refused prefix, once more,");
      await t.serve(bob, "/c", t.replier("answer").handler);
      check((await t.ask(alice, "/c/1")) === "answer", "another prefix got another answer after a refusal");
      check(bob.status === "up", `the transport is ${bob.status} after a refusal; expected up`);
    },
  },

  "transport/serve/closed": {
    title: "rejects with `closed` after close()",
    async run(t) {
      const alice = await t.attach("alice");
      await t.fulfilled(() => alice.close(), "close()");
      const call = (): Promise<unknown> => alice.serve(new Name("/c"), t.listener().handler);
      await t.rejected(call, "closed", "serve() after close()");
    },
  },
} as const satisfies TransportRules;
