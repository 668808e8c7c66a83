import { AltUri, type Data, type Interest, Name } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import { checkOctets } from "../check-octets.js";
import { check } from "../compliance-failure.js";
import { rejection } from "../outcome.js";
import { sizedPacket } from "../sized-packet.js";
import { EARLY } from "./early.js";
import { oddData } from "./odd-data.js";
import { pair } from "./pair.js";
import type { TransportRules } from "./transport-case.js";

/** `express`: one Interest, its Data octet for octet, or one error. */
export const expressRules = {
  "transport/express/data": {
    title: "resolves with the Data that another attachment answers with",
    async run(t) {
      const { alice, bob } = await pair(t);
      await t.serve(bob, "/c", t.replier("answer").handler);
      const data = await t.fulfilled(() => alice.express(t.interest("/c/1")), "express(/c/1)");
      check(data.name.equals("/c/1"), `Data ${AltUri.ofName(data.name)} came; expected /c/1`);
      const text = new TextDecoder().decode(data.content);
      check(text === "answer", `the content is ${JSON.stringify(text)}; expected "answer"`);
    },
  },

  "transport/express/octet-for-octet": {
    title: "gives the Data octet for octet, with elements that nobody knows",
    async run(t) {
      const { alice, bob } = await pair(t);
      await t.serve(bob, "/c", ({ name }) => oddData(name));
      const data = await t.fulfilled(() => alice.express(t.interest("/c/1")), "express(/c/1)");
      checkOctets(Encoder.encode(data), oddData(new Name("/c/1")), "the Data");
    },
  },

  "transport/express/parameters": {
    title: "sends ApplicationParameters unchanged and takes the Data of that name",
    async run(t) {
      const { alice, bob } = await pair(t);
      const { heard, handler } = t.replier("answer");
      await t.serve(bob, "/c", handler);
      const interest = t.interest("/c/1");
      interest.appParameters = Uint8Array.of(0xf0, 1, 0xff);
      await interest.updateParamsDigest();
      await t.fulfilled(() => alice.express(interest), "express() with parameters");
      checkOctets(heard[0]!.name.value, interest.name.value, "the name");
      checkOctets(heard[0]!.appParameters ?? new Uint8Array(), interest.appParameters, "the parameters");
    },
  },

  "transport/express/can-be-prefix": {
    title: "takes Data of a longer name if CanBePrefix is set",
    async run(t) {
      const { alice, bob } = await pair(t);
      await t.serve(bob, "/c", ({ name }) => oddData(name.append("more")));
      const interest = t.interest("/c/1");
      interest.canBePrefix = true;
      const data = await t.fulfilled(() => alice.express(interest), "express(/c/1) with CanBePrefix");
      check(data.name.equals("/c/1/more"), `Data ${AltUri.ofName(data.name)} came; expected /c/1/more`);
    },
  },

  "transport/express/other-name": {
    title: "does not take Data whose name the Interest did not ask for",
    async run(t) {
      const { alice, bob } = await pair(t);
      await t.serve(bob, "/c/longer", ({ name }) => oddData(name.append("more")));
      await t.serve(bob, "/c/other", () => oddData(new Name("/c/another")));
      await t.serve(bob, "/c/shorter", ({ name }) => oddData(name.getPrefix(-1)));
      await t.unanswered(alice, "/c/longer/1", "answered with a longer name and without CanBePrefix");
      await t.unanswered(alice, "/c/other/1", "answered with another name");
      await t.unanswered(alice, "/c/shorter/1", "answered with a shorter name");
    },
  },

  "transport/express/timeout": {
    title: "rejects with `timeout` after one InterestLifetime, neither before nor much later",
    async run(t) {
      const { alice, bob } = await pair(t);
      await t.serve(bob, "/c", t.listener().handler);
      const start = t.clock.monotonic();
      const at = await t.rejected(
        () => alice.express(t.interest("/c/1", t.brief)),
        "timeout",
        "an unanswered express()",
        t.brief,
      );
      const took = at - start;
      check(
        took >= t.brief - EARLY,
        `the Interest timed out after ${took} ms; its lifetime was ${t.brief} ms`,
      );
    },
  },

  "transport/express/no-retransmission": {
    title: "sends an Interest once in its lifetime",
    async run(t) {
      const { alice, bob } = await pair(t);
      const { heard, handler } = t.listener();
      await t.serve(bob, "/c", handler);
      const lifetime = 2 * t.brief;
      await t.rejected(
        () => alice.express(t.interest("/c/1", lifetime)),
        "timeout",
        "an unanswered express()",
        lifetime,
      );
      await t.quiet();
      check(heard.length === 1, `the handler was asked ${heard.length} times; expected once`);
    },
  },

  "transport/express/fresh-nonce": {
    title: "gives the same Interest a fresh Nonce when the caller expresses it again",
    async run(t) {
      const { alice, bob } = await pair(t);
      const { heard, handler } = t.replier("answer");
      await t.serve(bob, "/c", handler);
      const interest = t.interest("/c/1");
      await t.fulfilled(() => alice.express(interest), "express()");
      await t.fulfilled(() => alice.express(interest), "express() of the same Interest again");
      check(heard.length === 2, `the handler was asked ${heard.length} times; expected twice`);
      check(heard[0]!.nonce !== heard[1]!.nonce, `both packets had the Nonce ${heard[0]!.nonce}`);
      check(interest.nonce === undefined, "express() set a Nonce on the Interest it was handed");
    },
  },

  "transport/express/late-data": {
    title: "does not take Data that comes after the lifetime, for this Interest or the next",
    async run(t) {
      const { alice, bob } = await pair(t);
      let asked = 0;
      let answered = 0;
      await t.serve(bob, "/c", async (interest) => {
        asked += 1;
        const text = asked === 1 ? "late" : "in time";
        if (text === "late") {
          await t.later(2 * t.brief);
          answered += 1;
        }
        return t.answer(interest, text);
      });
      await t.rejected(
        () => alice.express(t.interest("/c/1", t.brief)),
        "timeout",
        "an Interest whose Data is late",
        t.brief,
      );
      await t.until(() => answered === 1, "the late answer", 2 * t.brief);
      // Whatever was on its way before this answer has arrived with it.
      await t.ask(alice, "/c/marker");
      await t.unsuppressed();
      const text = await t.ask(alice, "/c/1");
      check(text === "in time", `the next Interest of that name got the answer ${JSON.stringify(text)}`);
    },
  },

  "transport/express/nack": {
    title: "rejects with `nack` as soon as a Nack comes",
    needs: ["nack"],
    async run(t) {
      const alice = await t.attach("alice");
      await t.rejected(
        () => alice.express(t.interest("/nobody/1")),
        "nack",
        "express() of a name nobody serves",
      );
    },
  },

  "transport/express/aborted-before": {
    title: "rejects with `aborted`, and sends nothing, if the signal is aborted already",
    async run(t) {
      const { alice, bob } = await pair(t);
      const { heard, handler } = t.replier("answer");
      await t.serve(bob, "/c", handler);
      const signal = AbortSignal.abort();
      await t.rejected(
        () => alice.express(t.interest("/c/1"), { signal }),
        "aborted",
        "express() with an aborted signal",
      );
      await t.ask(alice, "/c/marker");
      await t.quiet();
      check(heard.length === 1, "an Interest left although its signal was aborted before");
    },
  },

  "transport/express/aborted": {
    title: "rejects with `aborted` when the signal is aborted, and ignores the Data that comes then",
    async run(t) {
      const { alice, bob } = await pair(t);
      const asked: Interest[] = [];
      const answers: ((data: Data) => void)[] = [];
      await t.serve(bob, "/c", (interest) => {
        asked.push(interest);
        return interest === asked[0]
          ? new Promise<Data>((resolve) => answers.push(resolve))
          : t.answer(interest, "second");
      });
      const controller = new AbortController();
      const watched = t.watch(
        () => alice.express(t.interest("/c/1"), { signal: controller.signal }),
        "an aborted express()",
      );
      await t.until(() => asked.length === 1, "the Interest to be heard");
      controller.abort();
      await t.until(() => watched.outcome !== undefined, "express() to settle once its signal is aborted");
      rejection(watched.outcome, "aborted", "an aborted express()");
      answers[0]!(t.answer(asked[0]!, "first"));
      // Whatever was on its way before this answer has arrived with it.
      await t.ask(alice, "/c/marker");
      const text = await t.ask(alice, "/c/1");
      check(text === "second", `the next Interest of that name got the answer ${JSON.stringify(text)}`);
    },
  },

  "transport/express/not-connected": {
    title: "rejects with `not-connected` while down, at once, and never sends that Interest",
    needs: ["cut"],
    async run(t) {
      const { alice, bob } = await pair(t);
      const { heard, handler } = t.replier("answer");
      await t.serve(bob, "/c", handler);
      await t.cut(alice);
      await t.rejected(() => alice.express(t.interest("/c/early")), "not-connected", "express() while down");
      await t.mend(alice);
      await t.ask(alice, "/c/marker");
      await t.quiet();
      check(
        !heard.some(({ name }) => name.equals("/c/early")),
        "an Interest expressed while down arrived after mending",
      );
    },
  },

  "transport/express/cut-while-pending": {
    title: "rejects an Interest whose connection is lost within its lifetime",
    needs: ["cut"],
    async run(t) {
      const { alice, bob } = await pair(t);
      const { heard, handler } = t.listener();
      await t.serve(bob, "/c", handler);
      const lifetime = 3 * t.brief;
      const watched = t.watch(() => alice.express(t.interest("/c/1", lifetime)), "express()");
      await t.until(() => heard.length === 1, "the Interest to be heard");
      await t.cut(alice);
      await t.until(
        () => watched.outcome !== undefined,
        "an Interest to settle after its connection was lost",
        lifetime,
      );
      rejection(watched.outcome, ["timeout", "not-connected"], "express() whose connection was lost");
    },
  },

  "transport/express/too-large": {
    title: "rejects a larger Interest with `packet-too-large`, before any of it is sent",
    async run(t) {
      const { alice, bob } = await pair(t);
      const { heard, handler } = t.replier("answer");
      await t.serve(bob, "/c", handler);
      const interest = await sizedPacket.interest(new Name("/c/large"), alice.packetSizeMax + 1, t.lasting);
      await t.rejected(
        () => alice.express(interest),
        "packet-too-large",
        "express() of packetSizeMax + 1 octets",
      );
      await t.ask(alice, "/c/marker");
      await t.quiet();
      check(heard.length === 1, "an Interest that was refused as too large arrived");
      check(alice.status === "up", `the transport went ${alice.status} after it refused a packet`);
    },
  },

  "transport/express/largest": {
    title: "carries an Interest of exactly `packetSizeMax` octets",
    async run(t) {
      const { alice, bob } = await pair(t);
      await t.serve(bob, "/c", t.replier("answer").handler);
      const interest = await sizedPacket.interest(new Name("/c/large"), alice.packetSizeMax, t.lasting);
      await t.fulfilled(() => alice.express(interest), `express() of ${alice.packetSizeMax} octets`);
    },
  },

  "transport/express/closed": {
    title: "rejects with `closed` after close()",
    async run(t) {
      const alice = await t.attach("alice");
      await t.fulfilled(() => alice.close(), "close()");
      await t.rejected(() => alice.express(t.interest("/c/1")), "closed", "express() after close()");
    },
  },
} as const satisfies TransportRules;
