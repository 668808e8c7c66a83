import { Name } from "@ndn/packet";
import { check } from "../compliance-failure.js";
import { rejection } from "../outcome.js";
import { pair } from "./pair.js";
import type { TransportRules } from "./transport-case.js";

/** `close`: the end of everything, once. */
export const closeRules = {
  "transport/close/status": {
    title: "ends with the status `closed` and one event that says so",
    async run(t) {
      const alice = await t.attach("alice");
      const seen = t.statuses(alice);
      await t.fulfilled(() => alice.close(), "close()");
      check(alice.status === "closed", `status is ${alice.status} after close(); expected closed`);
      const walk = seen.map(({ detail }) => detail).join(", ");
      check(walk === "closed", `close() caused the events ${walk || "(none)"}; expected closed`);
    },
  },

  "transport/close/last-event": {
    title: "is followed by no event",
    needs: ["cut"],
    async run(t) {
      const alice = await t.attach("alice");
      await t.fulfilled(() => alice.close(), "close()");
      const seen = t.statuses(alice);
      await t.domain.cut(alice);
      await t.quiet();
      await t.domain.mend(alice);
      await t.domain.elapse(2 * t.domain.quiet);
      check(seen.length === 0, `after close() an event said ${seen[0]?.detail}`);
      check(alice.status === "closed", `status is ${alice.status} after close(); expected closed`);
    },
  },

  "transport/close/idempotent": {
    title: "may be called again, at the same time or later",
    async run(t) {
      const alice = await t.attach("alice");
      const seen = t.statuses(alice);
      await t.fulfilled(() => Promise.all([alice.close(), alice.close()]), "close() twice at once");
      await t.fulfilled(() => alice.close(), "close() after close()");
      await t.fulfilled(async () => alice[Symbol.asyncDispose](), "disposing of a closed transport");
      check(seen.length === 1, `${seen.length} events came of several close(); expected one`);
    },
  },

  "transport/close/dispose": {
    title: "is what disposing of the transport does",
    async run(t) {
      const alice = await t.attach("alice");
      await t.fulfilled(async () => alice[Symbol.asyncDispose](), "disposing of a transport");
      check(alice.status === "closed", `status is ${alice.status} after disposal; expected closed`);
    },
  },

  "transport/close/pending-express": {
    title: "rejects pending Interests with `closed`, at once",
    async run(t) {
      const { alice, bob } = await pair(t);
      const { heard, handler } = t.listener();
      await t.serve(bob, "/c", handler);
      const calls = ["/c/1", "/c/1", "/c/2"].map((name) =>
        t.watch(() => alice.express(t.interest(name)), `express(${name})`),
      );
      await t.until(() => heard.length > 0, "the Interests to be heard");
      await t.fulfilled(() => alice.close(), "close()");
      await t.until(() => calls.every(({ outcome }) => outcome), "pending Interests to settle after close()");
      for (const { outcome } of calls) {
        rejection(outcome, "closed", "express() that was pending at close()");
      }
    },
  },

  "transport/close/pending-serve": {
    title: "rejects a registration that is pending with `closed`",
    needs: ["cut"],
    async run(t) {
      const alice = await t.attach("alice");
      await t.cut(alice);
      const served = t.watch(() => alice.serve(new Name("/c"), t.listener().handler), "serve(/c) while down");
      await t.domain.elapse(1);
      await t.fulfilled(() => alice.close(), "close()");
      await t.until(() => served.outcome !== undefined, "a pending serve() to settle after close()");
      rejection(served.outcome, "closed", "serve() that was pending at close()");
    },
  },

  "transport/close/unregisters": {
    title: "withdraws its prefixes, so that others answer for them",
    async run(t) {
      const { alice, bob } = await pair(t);
      const carol = await t.attach("carol");
      const { heard, handler } = t.replier("bob");
      await t.serve(bob, "/c", handler);
      await t.ask(alice, "/c/1");
      await t.fulfilled(() => bob.close(), "close()");
      await t.quiet();
      await t.unanswered(alice, "/c/2", "whose server closed");
      await t.serve(carol, "/c", t.replier("carol").handler);
      const text = await t.ask(alice, "/c/3");
      check(text === "carol", `${text} answered after close(); expected carol`);
      check(heard.length === 1, "a handler was asked after close()");
    },
  },

  "transport/close/registration": {
    title: "leaves registrations that can still be disposed of",
    async run(t) {
      const alice = await t.attach("alice");
      const registration = await t.serve(alice, "/c", t.listener().handler);
      await t.fulfilled(() => alice.close(), "close()");
      await t.fulfilled(
        async () => registration[Symbol.asyncDispose](),
        "disposing of a registration after close()",
      );
    },
  },

  "transport/close/while-down": {
    title: "ends the attempts to connect again",
    needs: ["cut"],
    async run(t) {
      const alice = await t.attach("alice");
      await t.cut(alice);
      await t.fulfilled(() => alice.close(), "close() while down");
      const seen = t.statuses(alice);
      await t.domain.mend(alice);
      await t.domain.elapse(4 * t.domain.quiet);
      check(alice.status === "closed", `status is ${alice.status} after close() while down and mending`);
      check(seen.length === 0, `after close() while down an event said ${seen[0]?.detail}`);
    },
  },

  "transport/close/prompt": {
    title: "waits for no handler and no Interest",
    async run(t) {
      const { alice, bob } = await pair(t);
      let asked = 0;
      await t.serve(bob, "/c", () => {
        asked += 1;
        return new Promise<undefined>(() => undefined);
      });
      t.send(alice, t.interest("/c/1"));
      const pending = t.watch(() => alice.express(t.interest("/c/2")), "express(/c/2)");
      await t.until(() => asked === 2, "both Interests to be heard");
      await t.fulfilled(() => bob.close(), "close() while a handler thinks");
      await t.fulfilled(() => alice.close(), "close() while an Interest is pending");
      await t.until(() => pending.outcome !== undefined, "the pending Interest to settle");
      rejection(pending.outcome, ["closed", "nack"], "express() that was pending at close()");
    },
  },

  "transport/close/from-within": {
    title: "may be called, and waited for, by a handler",
    async run(t) {
      const { alice, bob } = await pair(t);
      let closed = false;
      await t.serve(bob, "/c", async () => {
        await bob.close();
        closed = true;
        return undefined;
      });
      t.send(alice, t.interest("/c/1", t.brief));
      await t.until(() => closed, "close(), called by a handler, to settle");
      check(bob.status === "closed", `status is ${bob.status} after close() by a handler; expected closed`);
    },
  },

  "transport/close/others": {
    title: "leaves the other attachments as they are",
    async run(t) {
      const { alice, bob } = await pair(t);
      const carol = await t.attach("carol");
      await t.serve(bob, "/c", t.replier("answer").handler);
      await t.serve(carol, "/c/carol", t.replier("carol").handler);
      await t.fulfilled(() => carol.close(), "close()");
      check(
        alice.status === "up" && bob.status === "up",
        "closing one transport changed the status of another",
      );
      check(
        (await t.ask(alice, "/c/1")) === "answer",
        "after one transport closed another gave another answer",
      );
    },
  },
} as const satisfies TransportRules;
