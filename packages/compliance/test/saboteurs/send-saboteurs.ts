import { Component, type Data, Interest, Name, SigInfo } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import { type SendResult, SvsError } from "@svs/core";
import type { sendRules } from "../../src/transport/send-rules.js";
import { type Saboteur, saboteur } from "./saboteur.js";

/** A saboteur that sends another Interest instead. */
function sends(does: string, other: (interest: Interest) => Interest): Saboteur {
  return saboteur(does, () => (good) => ({ send: (interest) => good.send(other(interest)) }));
}

/** A copy of an Interest, with some changes. */
function altered(interest: Interest, changes: Partial<Interest>): Interest {
  return Object.assign(new Interest(interest), changes);
}

function sizeOf(interest: Interest): number {
  return Encoder.encode(interest).length;
}

export const sendSaboteurs = {
  "transport/send/delivered": [
    saboteur("says sent and sends nothing", () => () => ({ send: () => "sent" })),
    saboteur("sends and says dropped", () => (good) => ({
      send: (interest) => {
        good.send(interest);
        return "dropped";
      },
    })),
    saboteur("gives a promise", () => (good) => ({
      send: (interest) => Promise.resolve(good.send(interest)) as unknown as SendResult,
    })),
    sends("sends another name", (interest) => altered(interest, { name: new Name("/c/another") })),
  ],

  "transport/send/once": [
    saboteur("sends every Interest twice", () => (good) => ({
      send: (interest) => {
        good.send(interest);
        return good.send(interest);
      },
    })),
    saboteur("sends again within the lifetime", ({ clock }) => (good) => ({
      send: (interest) => {
        clock.schedule(interest.lifetime / 2, () => good.send(interest));
        return good.send(interest);
      },
    })),
  ],

  "transport/send/unchanged": [
    sends("forgets MustBeFresh", (interest) => altered(interest, { mustBeFresh: false })),
    sends("forgets CanBePrefix", (interest) => altered(interest, { canBePrefix: false })),
    sends("sets CanBePrefix", (interest) => altered(interest, { canBePrefix: true })),
    sends("sets MustBeFresh", (interest) => altered(interest, { mustBeFresh: true })),
    sends("shortens the lifetime", (interest) =>
      altered(interest, { lifetime: Math.min(interest.lifetime, 4000) }),
    ),
    sends("makes every component generic", (interest) =>
      altered(interest, {
        name: new Name(
          interest.name.comps.map(({ type, value }) => new Component(type === 2 ? 2 : 8, value)),
        ),
      }),
    ),
    sends("leaves out empty components", (interest) =>
      altered(interest, { name: new Name(interest.name.comps.filter(({ length }) => length > 0)) }),
    ),
    sends("cuts the parameters", (interest) =>
      interest.appParameters
        ? altered(interest, { appParameters: interest.appParameters.subarray(0, -1) })
        : interest,
    ),
    sends("adds parameters", (interest) => {
      const name = interest.name.append(new Component(2, new Uint8Array(32)));
      return interest.appParameters ? interest : altered(interest, { name, appParameters: new Uint8Array() });
    }),
    sends("forges the signature", (interest) =>
      interest.sigInfo ? altered(interest, { sigValue: new Uint8Array(32) }) : interest,
    ),
    sends("forgets what the signature covers", (interest) => {
      const sigInfo = interest.sigInfo && Object.assign(new SigInfo(interest.sigInfo), { time: 1 });
      return sigInfo ? altered(interest, { sigInfo }) : interest;
    }),
  ],

  "transport/send/nonce": [
    saboteur("sends the octets of the first time again", () => (good) => {
      const nonces = new WeakMap<Interest, number>();
      return {
        send: (interest) => {
          const nonce = nonces.get(interest) ?? Interest.generateNonce();
          nonces.set(interest, nonce);
          return good.send(altered(interest, { nonce }));
        },
      };
    }),
    saboteur("writes its Nonce on the caller's Interest", () => (good) => {
      let nonce = 1;
      return {
        send: (interest) => {
          nonce += 1;
          return good.send(Object.assign(interest, { nonce }));
        },
      };
    }),
    sends("replaces the caller's Nonce", (interest) => new Interest(interest, Interest.Nonce())),
  ],

  "transport/send/short-lifetime": [
    saboteur("drops Interests that hardly live", () => (good) => ({
      send: (interest) => (interest.lifetime < 10 ? "sent" : good.send(interest)),
    })),
  ],

  "transport/send/nothing-pending": [
    saboteur("keeps the Data for the next Interest of that name", () => (good) => {
      const kept = new Map<string, Promise<Data>>();
      return {
        send: (interest) => {
          const answer = good.express(interest);
          answer.catch(() => undefined);
          kept.set(interest.name.valueHex, answer);
          return "sent";
        },
        express: (interest, options) => kept.get(interest.name.valueHex) ?? good.express(interest, options),
      };
    }),
    saboteur("takes a name it sent for pending ever after", () => (good) => {
      const sent = new Set<string>();
      return {
        send: (interest) => {
          sent.add(interest.name.valueHex);
          return good.send(interest);
        },
        express: (interest, options) =>
          sent.has(interest.name.valueHex) ? new Promise(() => undefined) : good.express(interest, options),
      };
    }),
    saboteur("goes down on Data that it does not wait for", (domain) => (good) => ({
      send: (interest) => {
        good.express(interest).then(
          () => domain.cut(good),
          () => undefined,
        );
        return "sent";
      },
    })),
    saboteur("answers with Data of another", () => (good) => ({
      express: async (interest, options) => {
        const data = await good.express(interest, options);
        data.content = new Uint8Array();
        return data;
      },
    })),
  ],

  "transport/send/burst": [
    saboteur("sends no more than 150 in a turn", () => (good) => {
      let sent = 0;
      return {
        send: (interest) => {
          sent += 1;
          return sent > 150 ? "sent" : good.send(interest);
        },
      };
    }),
    saboteur("drops when it is asked much", () => (good) => {
      let sent = 0;
      return {
        send: (interest) => {
          sent += 1;
          return sent > 150 ? "dropped" : good.send(interest);
        },
      };
    }),
    saboteur("sends one of them in place of the others", () => (good) => {
      let first: Interest | undefined;
      return {
        send: (interest) => {
          first ??= interest;
          return good.send(first);
        },
      };
    }),
  ],

  "transport/send/dropped-while-down": [
    saboteur("says sent while down", () => (good) => ({
      send: (interest) => {
        good.send(interest);
        return "sent";
      },
    })),
    saboteur("throws while down", () => (good) => ({
      send: (interest) => {
        if (good.status !== "up") {
          throw new SvsError("not-connected", "The transport is not connected.");
        }
        return good.send(interest);
      },
    })),
  ],

  "transport/send/never-queued": [
    saboteur("sends at the next connection what it dropped", () => (good) => {
      const queue: Interest[] = [];
      good.addEventListener("status", ({ detail }) => {
        if (detail === "up") {
          for (const interest of queue.splice(0)) {
            good.send(interest);
          }
        }
      });
      return {
        send: (interest) => {
          const result = good.send(interest);
          if (result === "dropped") {
            queue.push(interest);
          }
          return result;
        },
      };
    }),
  ],

  "transport/send/largest": [
    saboteur("refuses the largest packet", () => (good) => ({
      send: (interest) => {
        if (sizeOf(interest) >= good.packetSizeMax) {
          throw new SvsError("packet-too-large", "The packet is too large.");
        }
        return good.send(interest);
      },
    })),
    saboteur("drops the largest packet and says sent", () => (good) => ({
      send: (interest) => (sizeOf(interest) >= good.packetSizeMax ? "sent" : good.send(interest)),
    })),
    saboteur("claims to carry any packet", () => () => ({ packetSizeMax: Number.POSITIVE_INFINITY })),
    sends("cuts a large packet", (interest) =>
      altered(interest, { appParameters: interest.appParameters!.subarray(0, -9) }),
    ),
  ],

  "transport/send/too-large": [
    saboteur("drops a packet that is too large", () => (good) => ({
      send: (interest) => (sizeOf(interest) > good.packetSizeMax ? "dropped" : good.send(interest)),
    })),
    saboteur("refuses it as a wrong argument", () => (good) => ({
      send: (interest) => {
        if (sizeOf(interest) > good.packetSizeMax) {
          throw new SvsError("invalid-argument", "The packet is too large.");
        }
        return good.send(interest);
      },
    })),
    saboteur("throws an error of its own", () => (good) => ({
      send: (interest) => {
        if (sizeOf(interest) > good.packetSizeMax) {
          throw new RangeError("too large");
        }
        return good.send(interest);
      },
    })),
    saboteur("sends a part before it refuses", () => (good) => ({
      send: (interest) => {
        if (sizeOf(interest) > good.packetSizeMax) {
          good.send(altered(interest, { appParameters: interest.appParameters!.subarray(0, 100) }));
        }
        return good.send(interest);
      },
    })),
    saboteur("goes down", (domain) => (good) => ({
      send: (interest) => {
        if (sizeOf(interest) > good.packetSizeMax) {
          domain.clock.schedule(10, () => void domain.cut(good));
        }
        return good.send(interest);
      },
    })),
  ],

  "transport/send/closed": [
    saboteur("says dropped after close()", () => (good) => ({
      send: (interest) => (good.status === "closed" ? "dropped" : good.send(interest)),
    })),
    saboteur("is not connected after close()", () => (good) => ({
      send: (interest) => {
        if (good.status === "closed") {
          throw new SvsError("not-connected", "The transport is not connected.");
        }
        return good.send(interest);
      },
    })),
  ],
} satisfies Record<keyof typeof sendRules, readonly Saboteur[]>;
