import { AltUri, digestSigning, Interest, Name } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import type { Transport } from "@svs/core";
import { checkOctets } from "../check-octets.js";
import { check } from "../compliance-failure.js";
import { sizedPacket } from "../sized-packet.js";
import { interestOctets, senderAndHearer } from "./hearer.js";
import { oddData } from "./odd-data.js";
import type { TransportRules } from "./transport-case.js";
import type { TransportTrial } from "./transport-trial.js";

/** Sends one more Interest and waits until it is heard: what was to come before it has come. */
async function marker(t: TransportTrial, alice: Transport, heard: readonly Interest[]): Promise<void> {
  t.send(alice, interestOctets("/c/marker", t.lasting));
  await t.until(() => heard.some(({ name }) => name.equals("/c/marker")), "a later Interest to be heard");
  await t.quiet();
}

/** `sendOctets`: as `send`, of octets that nobody makes anew. */
export const octetsRules = {
  "transport/octets/delivered": {
    title: "brings octets to the handler of another attachment as an Interest, once, and says `sent`",
    async run(t) {
      const { alice, heard } = await senderAndHearer(t);
      const interest = new Interest("/c/1", Interest.Nonce(0x01020304), Interest.Lifetime(t.brief));
      t.send(alice, Encoder.encode(interest));
      await t.until(() => heard.length > 0, "the Interest to be heard");
      await t.domain.elapse(2 * t.brief);
      check(heard.length === 1, `the handler was asked ${heard.length} times; expected once`);
      const { name, nonce } = heard[0]!;
      check(name.equals("/c/1"), `the handler was asked for ${AltUri.ofName(name)}; expected /c/1`);
      check(nonce === 0x01020304, `the Nonce 16909060 arrived as ${nonce}`);
    },
  },

  "transport/octets/sent-unchanged": {
    title: "changes nothing in the octets: `hear` at another attachment is shown the same",
    async run(t) {
      const { alice, shown } = await senderAndHearer(t);
      const interest = new Interest(
        new Name("/c/1"),
        Interest.CanBePrefix,
        Interest.MustBeFresh,
        Interest.Nonce(0x0a040506),
        Interest.Lifetime(12_345),
        Uint8Array.of(0x06, 0xfd, 0xff, 0xff, 0x00),
      );
      await digestSigning.sign(interest);
      const packet = Encoder.encode(interest);
      // A view into a larger buffer, as one that is used for several packets would give.
      const room = new Uint8Array(packet.length + 20).fill(0xee);
      room.set(packet, 10);
      t.send(alice, room.subarray(10, 10 + packet.length));
      await t.until(() => shown.length > 0, "the octets to be shown");
      checkOctets(shown[0]!, packet, "the Interest");
      checkOctets(room.subarray(10, 10 + packet.length), packet, "what sendOctets() was handed");
    },
  },

  "transport/octets/dropped-while-down": {
    title: "says `dropped` while the transport is not up",
    needs: ["cut"],
    async run(t) {
      const { alice } = await senderAndHearer(t);
      await t.cut(alice);
      const result = t.trySend(alice, interestOctets("/c/1", t.lasting));
      check(
        result === "dropped",
        `sendOctets() said ${String(result)} while ${alice.status}; expected "dropped"`,
      );
    },
  },

  "transport/octets/never-queued": {
    title: "never sends later what it dropped",
    needs: ["cut"],
    async run(t) {
      const { alice, heard } = await senderAndHearer(t);
      await t.cut(alice);
      t.trySend(alice, interestOctets("/c/early", t.lasting));
      await t.mend(alice);
      await marker(t, alice, heard);
      check(
        !heard.some(({ name }) => name.equals("/c/early")),
        "octets sent while down arrived after mending",
      );
    },
  },

  "transport/octets/largest": {
    title: "carries exactly `packetSizeMax` octets, and shows them whole",
    async run(t) {
      const { alice, shown } = await senderAndHearer(t);
      const interest = await sizedPacket.interest(new Name("/c/large"), alice.packetSizeMax, t.lasting);
      const packet = Encoder.encode(interest);
      t.send(alice, packet);
      await t.until(() => shown.length > 0, `an Interest of ${packet.length} octets to be shown`);
      checkOctets(shown[0]!, packet, "the Interest");
    },
  },

  "transport/octets/too-large": {
    title: "refuses more octets with `packet-too-large`, before any of them is sent",
    async run(t) {
      const { alice, heard } = await senderAndHearer(t);
      const size = alice.packetSizeMax + 1;
      const packet = Encoder.encode(await sizedPacket.interest(new Name("/c/large"), size, t.lasting));
      t.throws(
        () => alice.sendOctets(packet),
        "packet-too-large",
        "sendOctets() of packetSizeMax + 1 octets",
      );
      await marker(t, alice, heard);
      check(heard.length === 1, "octets that were refused as too many arrived");
      check(alice.status === "up", `the transport went ${alice.status} after it refused a packet`);
    },
  },

  "transport/octets/no-interest": {
    title: "refuses octets that are not one Interest from end to end with `invalid-argument`, and sends on",
    async run(t) {
      const { alice, shown, heard } = await senderAndHearer(t);
      const packet = interestOctets("/c/1", t.lasting);
      const wrong = {
        "no octets": new Uint8Array(),
        zeros: new Uint8Array(16),
        "an Interest cut short": packet.subarray(0, packet.length - 1),
        "an Interest and one octet more": Uint8Array.of(...packet, 0),
        "two Interests": Uint8Array.of(...packet, ...packet),
        "a length beyond all packets": Uint8Array.of(0x05, 0xfe, 0x7f, 0xff, 0xff, 0xff, 1),
        Data: oddData(new Name("/c/1")),
      };
      for (const [what, octets] of Object.entries(wrong)) {
        t.throws(() => alice.sendOctets(octets), "invalid-argument", `sendOctets() of ${what}`);
      }
      await marker(t, alice, heard);
      check(
        heard.length === 1 && shown.length === 1,
        "something arrived of octets that were refused as no Interest",
      );
      check(alice.status === "up", `the transport went ${alice.status} after it refused octets`);
    },
  },

  "transport/octets/closed": {
    title: "throws `closed` after close()",
    async run(t) {
      const { alice } = await senderAndHearer(t);
      await t.fulfilled(() => alice.close(), "close()");
      const packet = interestOctets("/c/1", t.lasting);
      t.throws(() => alice.sendOctets(packet), "closed", "sendOctets() after close()");
    },
  },
} as const satisfies TransportRules;
