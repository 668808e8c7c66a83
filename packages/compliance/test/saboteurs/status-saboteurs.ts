import type { TransportStatus } from "@svs/core";
import type { statusRules } from "../../src/transport/status-rules.js";
import { retell, type Saboteur, saboteur } from "./saboteur.js";
import { registersLate } from "./serve-saboteur.js";

/** A saboteur that tells other status events than the good ones. */
function tells(does: string, other: (detail: TransportStatus) => readonly TransportStatus[]): Saboteur {
  return saboteur(does, () => (good) => retell(good, (detail, emit) => other(detail).forEach(emit)));
}

export const statusSaboteurs = {
  "transport/status/attached": [saboteur("is still connecting", () => () => ({ status: "connecting" }))],

  "transport/status/down": [
    tells("does not tell that it lost its connection", (detail) => (detail === "down" ? [] : [detail])),
    tells("says connecting first", (detail) => (detail === "down" ? ["connecting", "down"] : [detail])),
    saboteur("does not notice", () => () => ({ status: "up" })),
    saboteur(
      "goes up while its connection is cut",
      ({ clock }) =>
        (good) =>
          retell(good, (detail, emit) => {
            emit(detail);
            if (detail === "down") {
              clock.schedule(5, () => emit("up"));
            }
          }),
    ),
  ],

  "transport/status/up-again": [
    tells("does not tell that it is up again", (detail) => (detail === "up" ? [] : [detail])),
    tells("says up twice", (detail) => (detail === "up" ? ["up", "up"] : [detail])),
    saboteur("never connects again", () => (good) => {
      let lost = false;
      good.addEventListener("status", () => {
        lost = true;
      });
      return {
        get status() {
          return lost ? "down" : good.status;
        },
      };
    }),
  ],

  "transport/status/order": [
    tells("says connecting before down", (detail) => (detail === "down" ? ["connecting", "down"] : [detail])),
    tells("says down twice", (detail) => (detail === "down" ? ["down", "down"] : [detail])),
    tells("says connecting when it is up", (detail) => (detail === "up" ? ["up", "connecting"] : [detail])),
    tells("goes down after it is closed", (detail) => (detail === "closed" ? ["closed", "down"] : [detail])),
  ],

  "transport/status/event": [
    saboteur(
      "tells late",
      ({ clock }) =>
        (good) =>
          retell(good, (detail, emit) => {
            clock.schedule(3, () => emit(detail));
          }),
    ),
    saboteur("tells before its status changes", () => (good) => {
      let before: TransportStatus = good.status;
      good.addEventListener("status", () => {
        queueMicrotask(() => {
          before = good.status;
        });
      });
      return {
        get status() {
          return before;
        },
      };
    }),
    tells("does not tell that it is closed", (detail) => (detail === "closed" ? [] : [detail])),
  ],

  "transport/status/usable-in-events": [
    saboteur("tells that it is up before it can send", () => (good) => {
      let telling = false;
      return {
        ...retell(good, (detail, emit) => {
          telling = true;
          emit(detail);
          telling = false;
        }),
        send: (interest) => (telling ? "dropped" : good.send(interest)),
      };
    }),
    saboteur("tells that it is down before it stops to send", () => (good) => {
      let telling = false;
      return {
        ...retell(good, (detail, emit) => {
          telling = true;
          emit(detail);
          telling = false;
        }),
        send: (interest) => {
          const result = good.send(interest);
          return telling ? "sent" : result;
        },
      };
    }),
    saboteur("loses what it sends as soon as it is up", () => (good) => {
      let telling = false;
      return {
        ...retell(good, (detail, emit) => {
          telling = true;
          emit(detail);
          telling = false;
        }),
        send: (interest) => (telling && good.status === "up" ? "sent" : good.send(interest)),
      };
    }),
    tells("does not tell that it is up", (detail) => (detail === "up" ? [] : [detail])),
  ],

  "transport/status/up-is-registered": [
    saboteur("is up before its prefixes are registered", (domain) => (good) => ({
      serve: registersLate(({ prefix, handler, options }, one) => one.serve(prefix, handler, options), 6)(
        good,
        domain,
      ),
    })),
    saboteur("registers all but one before it is up", (domain) => (good) => {
      const late = registersLate((kept, one) => one.serve(kept.prefix, kept.handler, kept.options), 6)(
        good,
        domain,
      );
      return {
        serve: (prefix, handler, options) =>
          (prefix.at(-1).text === "3" ? late : good.serve.bind(good))(prefix, handler, options),
      };
    }),
    tells("does not tell that it is up", (detail) => (detail === "up" ? [] : [detail])),
  ],
} satisfies Record<keyof typeof statusRules, readonly Saboteur[]>;
