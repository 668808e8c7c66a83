import { Interest } from "@ndn/packet";
import { Decoder, Encoder } from "@ndn/tlv";
import { type SendResult, SvsError, type Transport } from "@svs/core";
import type { TransportDomain } from "../../src/index.js";
import type { octetsRules } from "../../src/transport/octets-rules.js";
import { hears } from "./hear-saboteur.js";
import { type Saboteur, saboteur } from "./saboteur.js";

type SendOctets = Transport["sendOctets"];

/** A saboteur that sends octets in another way. */
function sends(does: string, send: (good: Transport, domain: TransportDomain) => SendOctets): Saboteur {
  return saboteur(does, (domain) => (good) => ({ sendOctets: send(good, domain) }));
}

/** A saboteur that sends other octets instead. */
function alters(does: string, other: (packet: Uint8Array) => Uint8Array): Saboteur {
  return sends(does, (good) => (packet) => good.sendOctets(other(packet)));
}

/** A saboteur that does something else with octets that are refused. */
function refuses(
  does: string,
  otherwise: (error: unknown, packet: Uint8Array, good: Transport, domain: TransportDomain) => SendResult,
): Saboteur {
  return sends(does, (good, domain) => (packet) => {
    try {
      return good.sendOctets(packet);
    } catch (error) {
      return otherwise(error, packet, good, domain);
    }
  });
}

/** The octets of an Interest with some changes. */
function altered(packet: Uint8Array, changes: Partial<Interest>): Uint8Array {
  return Encoder.encode(Object.assign(new Interest(Decoder.decode(packet, Interest)), changes));
}

export const octetsSaboteurs = {
  "transport/octets/delivered": [
    sends("says sent and sends nothing", () => () => "sent"),
    sends("sends and says dropped", (good) => (packet) => {
      good.sendOctets(packet);
      return "dropped";
    }),
    sends("gives a promise", (good) => (packet) => {
      return Promise.resolve(good.sendOctets(packet)) as unknown as SendResult;
    }),
    sends("sends everything twice", (good) => (packet) => {
      good.sendOctets(packet);
      return good.sendOctets(packet);
    }),
    sends("sends again within the lifetime", (good, { clock }) => (packet) => {
      clock.schedule(20, () => good.sendOctets(packet));
      return good.sendOctets(packet);
    }),
    sends("waits for Data, and sends again without it", (good) => (packet) => {
      const interest = Decoder.decode(packet, Interest);
      good.express(interest).catch(() => good.send(interest));
      return "sent";
    }),
    alters("replaces the Nonce", (packet) => altered(packet, { nonce: 1 })),
  ],

  "transport/octets/sent-unchanged": [
    sends("sends what it has decoded, with a Nonce of its own", (good) => (packet) => {
      return good.send(new Interest(Decoder.decode(packet, Interest), Interest.Nonce()));
    }),
    alters("forgets CanBePrefix", (packet) => altered(packet, { canBePrefix: false })),
    alters("adds a HopLimit", (packet) => altered(packet, { hopLimit: 200 })),
    alters("shortens the lifetime", (packet) => altered(packet, { lifetime: 4000 })),
    sends("writes on what it is handed", (good) => (packet) => {
      const result = good.sendOctets(packet.slice());
      packet.fill(0);
      return result;
    }),
    hears("shows the whole buffer", (hear) => (packet) => hear(new Uint8Array(packet.buffer))),
    hears("shows what is within", (hear) => (packet) => hear(packet.subarray(4))),
    hears("shows nothing", () => () => false),
  ],

  "transport/octets/dropped-while-down": [
    sends("says sent while down", (good) => (packet) => {
      good.sendOctets(packet);
      return "sent";
    }),
    sends("throws while down", (good) => (packet) => {
      if (good.status !== "up") {
        throw new SvsError("not-connected", "The transport is not connected.");
      }
      return good.sendOctets(packet);
    }),
  ],

  "transport/octets/never-queued": [
    sends("sends at the next connection what it dropped", (good) => {
      const queue: Uint8Array[] = [];
      good.addEventListener("status", ({ detail }) => {
        if (detail === "up") {
          for (const packet of queue.splice(0)) {
            good.sendOctets(packet);
          }
        }
      });
      return (packet) => {
        const result = good.sendOctets(packet);
        if (result === "dropped") {
          queue.push(packet);
        }
        return result;
      };
    }),
  ],

  "transport/octets/largest": [
    sends("refuses the largest packet", (good) => (packet) => {
      if (packet.length >= good.packetSizeMax) {
        throw new SvsError("packet-too-large", "The packet is too large.");
      }
      return good.sendOctets(packet);
    }),
    sends("drops the largest packet and says sent", (good) => (packet) => {
      return packet.length >= good.packetSizeMax ? "sent" : good.sendOctets(packet);
    }),
    hears("shows a part of a large packet", (hear) => (packet) => hear(packet.subarray(0, 1000))),
  ],

  "transport/octets/too-large": [
    sends("drops a packet that is too large", (good) => (packet) => {
      return packet.length > good.packetSizeMax ? "dropped" : good.sendOctets(packet);
    }),
    refuses("refuses it as a wrong argument", () => {
      throw new SvsError("invalid-argument", "The packet is too large.");
    }),
    refuses("throws an error of its own", () => {
      throw new RangeError("too large");
    }),
    refuses("sends a part before it refuses", (error, packet, good) => {
      good.send(new Interest(Decoder.decode(packet, Interest).name, Interest.Lifetime(4000)));
      throw error;
    }),
    refuses("goes down", (error, _packet, good, domain) => {
      domain.clock.schedule(10, () => void domain.cut(good));
      throw error;
    }),
  ],

  "transport/octets/no-interest": [
    refuses("says sent of whatever it is handed", () => "sent"),
    refuses("drops what is no Interest", () => "dropped"),
    refuses("takes any whole element for an Interest", (error, packet) => {
      if (packet[1] === packet.length - 2) {
        return "sent";
      }
      throw error;
    }),
    refuses("does not look at the end", (error, packet, good) => {
      if (packet[0] === 0x05 && packet.length > 2 + packet[1]!) {
        return good.sendOctets(packet.subarray(0, 2 + packet[1]!));
      }
      throw error;
    }),
    refuses("sends what it can before it refuses", (error, packet, good) => {
      if (packet[0] === 0x05 && packet.length > 2 + packet[1]!) {
        good.sendOctets(packet.subarray(0, 2 + packet[1]!));
      }
      throw error;
    }),
    refuses("throws an error of its own", () => {
      throw new RangeError("truncated");
    }),
    refuses("goes down", (error, _packet, good, domain) => {
      domain.clock.schedule(0, () => void domain.cut(good));
      throw error;
    }),
  ],

  "transport/octets/closed": [
    sends("says dropped after close()", (good) => (packet) => {
      return good.status === "closed" ? "dropped" : good.sendOctets(packet);
    }),
    refuses("is not connected after close()", () => {
      throw new SvsError("not-connected", "The transport is not connected.");
    }),
  ],
} satisfies Record<keyof typeof octetsRules, readonly Saboteur[]>;
