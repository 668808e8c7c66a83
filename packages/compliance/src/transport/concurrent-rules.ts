import { AltUri, type Data, type Interest, Name } from "@ndn/packet";
import { check } from "../compliance-failure.js";
import { rejection } from "../outcome.js";
import { EARLY } from "./early.js";
import { pair } from "./pair.js";
import type { TransportRules } from "./transport-case.js";

/** `express`: several Interests at a time, which have nothing to do with each other. */
export const concurrentRules = {
  "transport/express/own-lifetime": {
    title: "lets each of several Interests live for its own lifetime",
    async run(t) {
      const { alice, bob } = await pair(t);
      await t.serve(bob, "/c", t.listener().handler);
      const start = t.clock.monotonic();
      const watched = [3, 1, 2].map((times) => {
        const lifetime = times * t.brief;
        const call = (): Promise<Data> => alice.express(t.interest(`/c/${times}`, lifetime));
        return { lifetime, watched: t.watch(call, `express(/c/${times})`) };
      });
      await t.until(
        () => watched.every((one) => one.watched.outcome),
        "three Interests to time out",
        3 * t.brief,
      );
      for (const { lifetime, watched: one } of watched) {
        const took = rejection(one.outcome, "timeout", "an unanswered express()") - start;
        check(
          took >= lifetime - EARLY,
          `an Interest with a lifetime of ${lifetime} ms timed out after ${took} ms`,
        );
        check(
          took <= lifetime + t.domain.patience,
          `an Interest with a lifetime of ${lifetime} ms timed out only after ${took} ms`,
        );
      }
      const [last, first] = watched.map((one) => one.watched.outcome!.at) as [number, number, number];
      check(first < last, "the Interest with the shortest lifetime did not time out before the longest");
    },
  },

  "transport/express/abort-one": {
    title: "gives up only the Interest whose signal is aborted, also of several with one name",
    async run(t) {
      const { alice, bob } = await pair(t);
      const { heard, handler } = t.listener();
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      await t.serve(bob, "/c", async (interest) => {
        await handler(interest);
        await released;
        return t.answer(interest, "answer");
      });
      const controller = new AbortController();
      const kept = t.watch(() => alice.express(t.interest("/c/1")), "express(/c/1)");
      const given = t.watch(
        () => alice.express(t.interest("/c/1"), { signal: controller.signal }),
        "express(/c/1)",
      );
      await t.until(() => heard.length > 0, "the Interest to be heard");
      controller.abort();
      await t.until(() => given.outcome !== undefined, "express() to settle once its signal is aborted");
      rejection(given.outcome, "aborted", "an aborted express()");
      check(kept.outcome === undefined, "aborting one Interest settled another of the same name");
      release();
      await t.until(() => kept.outcome !== undefined, "the Interest that was not aborted to settle");
      check("value" in kept.outcome!, "aborting one Interest lost the answer to another of the same name");
    },
  },

  "transport/express/abort-after": {
    title: "is not changed by an abort after it has settled",
    async run(t) {
      const { alice, bob } = await pair(t);
      await t.serve(bob, "/c", t.replier("answer").handler);
      const controller = new AbortController();
      const { signal } = controller;
      await t.fulfilled(() => alice.express(t.interest("/c/1"), { signal }), "express(/c/1)");
      const other = t.watch(() => alice.express(t.interest("/c/2")), "express(/c/2)");
      controller.abort();
      await t.until(() => other.outcome !== undefined, "another express() to settle");
      check("value" in other.outcome!, "aborting the signal of a settled Interest ended another one");
      await t.quiet();
      check(alice.status === "up", `the transport went ${alice.status} on a late abort`);
    },
  },

  "transport/express/signal-kept": {
    title: "listens to the signal no more once the Interest has settled: thousands may come with one",
    async run(t) {
      const { alice, bob } = await pair(t);
      await t.serve(bob, "/c/1", t.replier("answer").handler);
      await t.serve(bob, "/c/2", t.listener().handler);
      const { signal, listeners } = countedSignal();
      await t.fulfilled(() => alice.express(t.interest("/c/1"), { signal }), "express(/c/1)");
      await t.until(() => listeners.size === 0, "the signal of an answered Interest to be left alone");
      await t.rejected(
        () => alice.express(t.interest("/c/2", t.brief), { signal }),
        "timeout",
        "an unanswered express()",
        t.brief,
      );
      await t.until(() => listeners.size === 0, "the signal of an Interest that timed out to be left alone");
    },
  },

  "transport/express/several": {
    title: "matches several at once with their Data, whatever order they come in",
    async run(t) {
      const { alice, bob } = await pair(t);
      const waiting: { interest: Interest; resolve: (data: Data) => void }[] = [];
      await t.serve(
        bob,
        "/c",
        (interest) => new Promise<Data>((resolve) => waiting.push({ interest, resolve })),
      );
      const names = ["/c/1", "/c/2", "/c/2/3", "/c/4"];
      const watched = names.map((name) => t.watch(() => alice.express(t.interest(name)), `express(${name})`));
      await t.until(() => waiting.length === names.length, `${names.length} Interests to be heard`);
      for (const { interest, resolve } of waiting.toReversed()) {
        resolve(t.answer(interest, "answer"));
      }
      await t.until(() => watched.every(({ outcome }) => outcome), "every Interest to settle");
      for (const [i, name] of names.entries()) {
        const { outcome } = watched[i]!;
        check("value" in outcome!, `express(${name}) rejected: ${String(outcome!.error)}`);
        const data = outcome.value!;
        check(
          data.name.equals(new Name(name)),
          `express(${name}) resolved with Data ${AltUri.ofName(data.name)}`,
        );
      }
    },
  },

  "transport/express/same-name": {
    title: "answers every one of several Interests with one name",
    async run(t) {
      const { alice, bob } = await pair(t);
      await t.serve(bob, "/c", async (interest) => {
        await t.later(t.domain.quiet / 4);
        return t.answer(interest, "answer");
      });
      const calls = [1, 2, 3].map(() => t.watch(() => alice.express(t.interest("/c/1")), "express(/c/1)"));
      await t.until(() => calls.every(({ outcome }) => outcome), "three Interests with one name to settle");
      const answers = calls.filter(({ outcome }) => "value" in outcome!).length;
      check(answers === 3, `${answers} of three Interests with one name were answered`);
    },
  },

  "transport/express/same-name-own-lifetime": {
    title: "lets each of two Interests with one name live for its own lifetime",
    async run(t) {
      const { alice, bob } = await pair(t);
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      await t.serve(bob, "/c", async (interest) => {
        await released;
        return t.answer(interest, "answer");
      });
      // A forwarder keeps Interests apart that differ in CanBePrefix. Of two alike from one face, NFD
      // remembers the lifetime of the latter, and that is no transport's fault.
      const lasting = t.interest("/c/1");
      lasting.canBePrefix = true;
      const long = t.watch(() => alice.express(lasting), "express(/c/1)");
      await t.rejected(
        () => alice.express(t.interest("/c/1", t.brief)),
        "timeout",
        "the shorter of two Interests with one name",
        t.brief,
      );
      check(long.outcome === undefined, "the longer of two Interests with one name ended with the shorter");
      release();
      await t.until(() => long.outcome !== undefined, "the longer of two Interests with one name to settle");
      check("value" in long.outcome!, `the longer of two Interests rejected: ${String(long.outcome!.error)}`);
    },
  },

  "transport/express/many": {
    title: "answers 200 Interests expressed in one turn",
    async run(t) {
      const { alice, bob } = await pair(t);
      await t.serve(bob, "/c", (interest) => t.answer(interest, interest.name.toString()));
      const names = Array.from({ length: 200 }, (_, i) => `/c/${i}`);
      const calls = names.map((name) => t.watch(() => alice.express(t.interest(name)), `express(${name})`));
      await t.until(() => calls.every(({ outcome }) => outcome), "200 Interests to settle");
      for (const [i, name] of names.entries()) {
        const { outcome } = calls[i]!;
        check("value" in outcome!, `express(${name}), one of 200, rejected: ${String(outcome!.error)}`);
        const text = new TextDecoder().decode(outcome.value!.content);
        check(new Name(name).equals(text), `express(${name}), one of 200, got the answer to ${text}`);
      }
    },
  },
} as const satisfies TransportRules;

/** A signal that is never aborted, and who listens to it. */
function countedSignal(): { readonly signal: AbortSignal; readonly listeners: ReadonlySet<unknown> } {
  const { signal } = new AbortController();
  const listeners = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: object,
  ) => {
    listeners.add(listener);
    add(type, listener, options);
  };
  signal.removeEventListener = (
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: object,
  ) => {
    listeners.delete(listener);
    remove(type, listener, options);
  };
  return { signal, listeners };
}
