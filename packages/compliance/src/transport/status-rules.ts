import type { TransportStatus } from "@svs/core";
import { check } from "../compliance-failure.js";
import { pair } from "./pair.js";
import type { TransportRules } from "./transport-case.js";

/** What may follow a status. */
const next: Readonly<Record<TransportStatus, readonly TransportStatus[]>> = {
  connecting: ["up", "down", "closed"],
  up: ["down", "closed"],
  down: ["connecting", "up", "closed"],
  closed: [],
};

/** `status` and its event. */
export const statusRules = {
  "transport/status/attached": {
    title: "is `up` once it is attached",
    async run(t) {
      const alice = await t.attach("alice");
      check(alice.status === "up", `status is ${alice.status}; expected up`);
    },
  },

  "transport/status/down": {
    title: "goes `down`, with an event, when the connection is lost, and stays so while it is cut",
    needs: ["cut"],
    async run(t) {
      const alice = await t.attach("alice");
      const seen = t.statuses(alice);
      await t.cut(alice);
      await t.until(() => seen.length > 0, "a status event after the connection was lost");
      check(seen[0]!.detail === "down", `the first event said ${seen[0]!.detail}; expected down`);
      await t.quiet();
      const up = seen.some(({ detail }) => detail === "up") || alice.status === "up";
      check(!up, "the transport went up while its connection was cut");
    },
  },

  "transport/status/up-again": {
    title: "is `up` again, with an event, when the connection is restored",
    needs: ["cut"],
    async run(t) {
      const alice = await t.attach("alice");
      const seen = t.statuses(alice);
      for (let round = 1; round <= 3; round += 1) {
        await t.cut(alice);
        await t.mend(alice);
        const ups = seen.filter(({ detail }) => detail === "up").length;
        check(ups === round, `${ups} events said up after ${round} reconnections`);
      }
    },
  },

  "transport/status/order": {
    title: "goes only from up to down, and from there by way of connecting or directly to up",
    needs: ["cut"],
    async run(t) {
      const alice = await t.attach("alice");
      const seen = t.statuses(alice);
      await t.cut(alice);
      await t.quiet();
      await t.mend(alice);
      await t.fulfilled(() => alice.close(), "close()");
      const walk = ["up", ...seen.map(({ detail }) => detail)] as TransportStatus[];
      for (const [i, from] of walk.slice(0, -1).entries()) {
        check(
          next[from].includes(walk[i + 1]!),
          `the status went ${walk.join(", ")}: ${walk[i + 1]} follows ${from}`,
        );
      }
    },
  },

  "transport/status/event": {
    title: "says in the event what `status` is at that moment",
    needs: ["cut"],
    async run(t) {
      const alice = await t.attach("alice");
      const seen = t.statuses(alice);
      await t.cut(alice);
      await t.mend(alice);
      await t.fulfilled(() => alice.close(), "close()");
      await t.quiet();
      const told = seen.map(({ detail }) => detail).join(", ");
      for (const wanted of ["down", "up", "closed"]) {
        check(told.includes(wanted), `no event said ${wanted}; the events said ${told || "nothing"}`);
      }
      for (const { detail, status } of seen) {
        check(detail === status, `an event said ${detail} while status was ${status}`);
      }
    },
  },

  "transport/status/usable-in-events": {
    title: "is already what the event says when a listener uses it: sends when up, drops when down",
    needs: ["cut"],
    async run(t) {
      const { alice, bob } = await pair(t);
      const { heard, handler } = t.listener();
      await t.serve(bob, "/c", handler);
      const sent: { up?: unknown; down?: unknown } = {};
      alice.addEventListener("status", ({ detail }) => {
        if (detail === "up" || detail === "down") {
          sent[detail] = alice.send(t.interest(`/c/${detail}`));
        }
      });
      await t.cut(alice);
      await t.mend(alice);
      await t.until(() => sent.up !== undefined, "an event that says up");
      check(
        sent.down === "dropped",
        `send() in the event down said ${String(sent.down)}; expected "dropped"`,
      );
      check(sent.up === "sent", `send() in the event up said ${String(sent.up)}; expected "sent"`);
      await t.until(() => heard.length > 0, "the Interest sent in the event up to be heard");
    },
  },

  "transport/status/up-is-registered": {
    title: "is `up` only when every prefix is registered again",
    needs: ["cut"],
    async run(t) {
      const { alice, bob } = await pair(t);
      const prefixes = ["/c/1", "/c/2", "/c/3"];
      for (const prefix of prefixes) {
        await t.serve(bob, prefix, t.replier("answer").handler);
      }
      await t.cut(bob);
      const calls: { outcome: unknown }[] = [];
      bob.addEventListener("status", ({ detail }) => {
        if (detail === "up") {
          calls.push(
            ...prefixes.map((prefix) => t.watch(async () => alice.express(t.interest(prefix)), prefix)),
          );
        }
      });
      await t.mend(bob);
      await t.until(
        () => calls.length === prefixes.length && calls.every(({ outcome }) => outcome),
        "Interests to be answered that were expressed at the moment the event said up",
      );
      for (const { outcome } of calls) {
        check(
          "value" in (outcome as object),
          "an Interest expressed at the moment the event said up was not answered",
        );
      }
    },
  },
} as const satisfies TransportRules;
