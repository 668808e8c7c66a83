import { AltUri, Component, digestSigning, Interest, Name } from "@ndn/packet";
import type { Transport } from "@svs/core";
import { checkOctets } from "../check-octets.js";
import { check } from "../compliance-failure.js";
import { sizedPacket } from "../sized-packet.js";
import { pair } from "./pair.js";
import type { TransportRules } from "./transport-case.js";
import type { TransportTrial } from "./transport-trial.js";

/** One attachment that asks, and one that listens under `/c`. */
async function askerAndListener(t: TransportTrial): Promise<{ alice: Transport; heard: Interest[] }> {
  const alice = await t.attach("alice");
  const bob = await t.attach("bob");
  const { heard, handler } = t.listener();
  await t.serve(bob, "/c", handler);
  return { alice, heard };
}

/** Sends one more Interest and waits until it is heard: what was to come before it has come. */
async function marker(t: TransportTrial, alice: Transport, heard: readonly Interest[]): Promise<void> {
  t.send(alice, t.interest("/c/marker"));
  await t.until(() => heard.some(({ name }) => name.equals("/c/marker")), "a later Interest to be heard");
  await t.quiet();
}

/** `send`: one packet out, nothing pending, never queued. */
export const sendRules = {
  "transport/send/delivered": {
    title: "brings an Interest to the handler of another attachment, and says `sent`",
    async run(t) {
      const { alice, heard } = await askerAndListener(t);
      t.send(alice, t.interest("/c/1"));
      await t.until(() => heard.length > 0, "the Interest to be heard");
      check(
        heard[0]!.name.equals("/c/1"),
        `the handler was asked for ${AltUri.ofName(heard[0]!.name)}; expected /c/1`,
      );
    },
  },

  "transport/send/once": {
    title: "sends an Interest once and never again by itself",
    async run(t) {
      const { alice, heard } = await askerAndListener(t);
      t.send(alice, t.interest("/c/1", t.brief));
      await t.until(() => heard.length > 0, "the Interest to be heard");
      await t.domain.elapse(2 * t.brief);
      check(heard.length === 1, `the handler was asked ${heard.length} times; expected once`);
    },
  },

  "transport/send/unchanged": {
    title: "changes nothing in an Interest: name, flags, lifetime, parameters, signature",
    async run(t) {
      const { alice, heard } = await askerAndListener(t);
      const octets = Uint8Array.of(0, 0x80, 0xff, 0x2f);
      const interest = new Interest(
        new Name("/c").append(
          new Component(8, octets),
          new Component(8),
          new Component(32, "sync"),
          new Component(58, Uint8Array.of(1, 0)),
          new Component(201, Uint8Array.of(0xca, 0)),
        ),
        Interest.CanBePrefix,
        Interest.MustBeFresh,
        Interest.Lifetime(12_345),
        Uint8Array.of(0x06, 0xfd, 0xff, 0xff, 0x00),
      );
      await digestSigning.sign(interest);
      t.send(alice, interest);
      await t.until(() => heard.length > 0, "the Interest to be heard");
      const [got] = heard as [Interest];
      checkOctets(got.name.value, interest.name.value, "the name");
      check(
        got.canBePrefix && got.mustBeFresh,
        "CanBePrefix and MustBeFresh were set and did not both arrive",
      );
      check(got.lifetime === 12_345, `the lifetime arrived as ${got.lifetime} ms; expected 12345`);
      checkOctets(got.appParameters ?? new Uint8Array(), interest.appParameters!, "the parameters");
      checkOctets(got.sigValue, interest.sigValue, "the signature");
      const verdict = await digestSigning.verify(got).then(() => "good", String);
      check(verdict === "good", `the signature of the Interest that arrived is refused: ${verdict}`);
      t.send(alice, new Interest("/c/plain", Interest.Lifetime(t.lasting)));
      await t.until(() => heard.length > 1, "a second Interest to be heard");
      const plain = heard[1]!;
      check(!plain.canBePrefix && !plain.mustBeFresh, "a flag arrived that was not set");
      check(plain.appParameters === undefined, "parameters arrived that were not there");
    },
  },

  "transport/send/nonce": {
    title: "gives each packet a Nonce of its own, or the caller's, and leaves the caller's Interest alone",
    async run(t) {
      const { alice, heard } = await askerAndListener(t);
      const interest = t.interest("/c/1");
      t.send(alice, interest);
      await t.until(() => heard.length === 1, "the Interest to be heard");
      await t.unsuppressed();
      t.send(alice, interest);
      await t.until(() => heard.length === 2, "the same Interest to be heard when it is sent again");
      const [first, second] = heard.map(({ nonce }) => nonce);
      check(first !== undefined && second !== undefined, "an Interest arrived without Nonce");
      check(first !== second, `both packets had the Nonce ${first}; expected a fresh one each time`);
      check(interest.nonce === undefined, "send() set a Nonce on the Interest it was handed");
      t.send(alice, new Interest("/c/2", Interest.Nonce(0x01020304), Interest.Lifetime(t.lasting)));
      await t.until(() => heard.length === 3, "an Interest with a Nonce of its own to be heard");
      check(heard[2]!.nonce === 0x01020304, `the Nonce 16909060 arrived as ${heard[2]!.nonce}`);
    },
  },

  "transport/send/short-lifetime": {
    title: "brings an Interest with a lifetime of 1 ms to the handler all the same",
    async run(t) {
      const { alice, heard } = await askerAndListener(t);
      t.send(alice, t.interest("/c/1", 1));
      await t.until(() => heard.length > 0, "an Interest with a lifetime of 1 ms to be heard");
    },
  },

  "transport/send/nothing-pending": {
    title: "remembers nothing of an Interest: its Data is dropped, and the same name can be asked for",
    async run(t) {
      const { alice, bob } = await pair(t);
      const { heard, handler } = t.replier("answer");
      await t.serve(bob, "/c", handler);
      t.send(alice, t.interest("/c/1"));
      await t.until(() => heard.length === 1, "the Interest to be heard");
      // Whatever was on its way before this answer has arrived with it.
      await t.ask(alice, "/c/marker");
      check(alice.status === "up", `the transport went ${alice.status} on Data for an Interest it had sent`);
      check((await t.ask(alice, "/c/1")) === "answer", "the same name, expressed, got another answer");
      check(
        heard.length === 3,
        `the handler was asked ${heard.length} times; expected once for each of three Interests`,
      );
    },
  },

  "transport/send/burst": {
    title: "sends 200 Interests handed over in one turn",
    async run(t) {
      const { alice, heard } = await askerAndListener(t);
      for (let i = 0; i < 200; i += 1) {
        t.send(alice, t.interest(`/c/${i}`));
      }
      await t.until(() => heard.length >= 200, "200 Interests to be heard");
      const names = new Set(heard.map(({ name }) => name.toString()));
      check(names.size === 200, `${names.size} different Interests were heard; expected 200`);
    },
  },

  "transport/send/dropped-while-down": {
    title: "says `dropped` while the transport is not up",
    needs: ["cut"],
    async run(t) {
      const { alice } = await askerAndListener(t);
      await t.cut(alice);
      const result = t.trySend(alice, t.interest("/c/1"));
      check(result === "dropped", `send() said ${String(result)} while ${alice.status}; expected "dropped"`);
    },
  },

  "transport/send/never-queued": {
    title: "never sends later what it dropped",
    needs: ["cut"],
    async run(t) {
      const { alice, heard } = await askerAndListener(t);
      await t.cut(alice);
      t.trySend(alice, t.interest("/c/early"));
      await t.mend(alice);
      await marker(t, alice, heard);
      check(
        !heard.some(({ name }) => name.equals("/c/early")),
        "an Interest sent while down arrived after mending",
      );
    },
  },

  "transport/send/largest": {
    title: "carries an Interest of exactly `packetSizeMax` octets",
    async run(t) {
      const { alice, heard } = await askerAndListener(t);
      const { packetSizeMax } = alice;
      check(
        Number.isSafeInteger(packetSizeMax) && packetSizeMax > 0,
        `packetSizeMax is ${packetSizeMax}; expected a number of octets`,
      );
      const interest = await sizedPacket.interest(new Name("/c/large"), packetSizeMax, t.lasting);
      t.send(alice, interest);
      await t.until(() => heard.length > 0, `an Interest of ${packetSizeMax} octets to be heard`);
      checkOctets(heard[0]!.appParameters ?? new Uint8Array(), interest.appParameters!, "the parameters");
    },
  },

  "transport/send/too-large": {
    title: "refuses a larger Interest with `packet-too-large`, before any of it is sent",
    async run(t) {
      const { alice, heard } = await askerAndListener(t);
      const interest = await sizedPacket.interest(new Name("/c/large"), alice.packetSizeMax + 1, t.lasting);
      t.throws(() => alice.send(interest), "packet-too-large", "send() of packetSizeMax + 1 octets");
      await marker(t, alice, heard);
      check(heard.length === 1, "an Interest that was refused as too large arrived");
      check(alice.status === "up", `the transport went ${alice.status} after it refused a packet`);
    },
  },

  "transport/send/closed": {
    title: "throws `closed` after close()",
    async run(t) {
      const { alice } = await askerAndListener(t);
      await t.fulfilled(() => alice.close(), "close()");
      t.throws(() => alice.send(t.interest("/c/1")), "closed", "send() after close()");
    },
  },
} as const satisfies TransportRules;
