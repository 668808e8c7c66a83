import { AltUri, Component, type Name } from "@ndn/packet";
import { SvsError } from "@svs/core";
import type { getRules } from "../../../src/publication-store/get-rules.js";
import { answers, type PublicationsSaboteur, publications } from "./publications-saboteur.js";

const AS_PREFIX = { canBePrefix: true };

export const getSaboteurs = {
  "publication-store/get/absent": [
    answers("gives a neighbour", ({ good, put }) => good ?? put[0]?.packet),
    publications("gives a neighbour of a prefix", () => (good) => ({
      get: async (name, options) =>
        (await good.get(name, options)) ??
        (options?.canBePrefix ? good.get(name.getPrefix(-1), AS_PREFIX) : undefined),
    })),
    answers("gives no octets", ({ good }) => good ?? new Uint8Array()),
    publications("rejects", () => (good) => ({
      get: async (name, options) => {
        const packet = await good.get(name, options);
        if (!packet) {
          throw new SvsError("store-failed", "There is no such packet.");
        }
        return packet;
      },
    })),
    publications("says that it has everything", () => () => ({ has: async () => true })),
  ],

  "publication-store/get/exact": [
    publications("takes every name for a prefix", () => (good) => ({
      get: (name) => good.get(name, AS_PREFIX),
    })),
    publications("takes every name for a prefix, if not told otherwise", () => (good) => ({
      get: (name, options = AS_PREFIX) => good.get(name, options),
    })),
    publications("takes false for true", () => (good) => ({
      get: (name, options) => good.get(name, options ? AS_PREFIX : {}),
    })),
    publications("looks past the last component", () => (good) => ({
      get: async (name, options) => (await good.get(name, options)) ?? good.get(name.getPrefix(-1), options),
    })),
    publications("does not look at the types of components", () => (good) => ({
      get: async (name, options) =>
        (await good.get(name, options)) ??
        good.get(name.replaceAt(-1, new Component(50, name.at(-1).value)), options),
    })),
  ],

  "publication-store/get/prefix": [
    answers("knows no prefixes", ({ name, put }) => put.find((one) => one.name.equals(name))?.packet),
    answers(
      "gives the one that was put first",
      ({ name, put, good }) => good && put.find((one) => name.isPrefixOf(one.name))?.packet,
    ),
    answers(
      "gives the one that was put last",
      ({ name, put, good }) => good && put.findLast((one) => name.isPrefixOf(one.name))?.packet,
    ),
    answers("orders names as text", ({ name, put, good }) => {
      const matching = put.filter((one) => name.isPrefixOf(one.name));
      return good && matching.toSorted((a, b) => (textOf(a.name) < textOf(b.name) ? -1 : 1))[0]?.packet;
    }),
    answers("goes on to the names behind those with the prefix", ({ name, put, good }) => {
      const behind = put.filter((one) => one.name.compare(name) > 0);
      return good ?? behind.toSorted((a, b) => a.name.compare(b.name))[0]?.packet;
    }),
    answers("gives the last in canonical order", ({ name, put, good }) => {
      const matching = put.filter((one) => name.isPrefixOf(one.name));
      return good && matching.toSorted((a, b) => b.name.compare(a.name))[0]?.packet;
    }),
  ],

  "publication-store/get/prefix-itself": [
    answers("prefers longer names", ({ name, options, put, good }) => {
      const longer = put.find((one) => name.isPrefixOf(one.name) && !name.equals(one.name));
      return options.canBePrefix && longer ? longer.packet : good;
    }),
    publications("takes a prefix for no name", () => (good) => ({
      get: (name, options) =>
        good.get(options?.canBePrefix ? name.append(new Component(54, Uint8Array.of(0))) : name, options),
    })),
  ],

  "publication-store/get/prefix-whole-components": [
    answers("matches prefixes as text", ({ name, options, put, good }) =>
      options.canBePrefix ? put.find((one) => textOf(one.name).startsWith(textOf(name)))?.packet : good,
    ),
    answers("takes a longer name for a match", ({ name, options, put, good }) =>
      options.canBePrefix
        ? put.find((one) => name.isPrefixOf(one.name) || one.name.isPrefixOf(name))?.packet
        : good,
    ),
    publications("knows prefixes that lack one component alone", () => (good) => ({
      get: async (name, options) => {
        const packet = await good.get(name, options);
        return options?.canBePrefix && name.length < 2 ? undefined : packet;
      },
    })),
  ],

  "publication-store/has/exact": [
    publications("says so of prefixes", () => (good) => ({
      has: async (name) => (await good.get(name, AS_PREFIX)) !== undefined,
    })),
    publications("says so of whatever is near", () => (good) => ({
      has: async (name) => (await good.has(name)) || good.has(name.getPrefix(-1)),
    })),
    publications("says so of every segment", () => (good) => ({
      has: async (name) => (await good.get(name.getPrefix(-1), AS_PREFIX)) !== undefined,
    })),
    publications("does not say so of segments", () => (good) => ({
      has: async (name) => name.at(-1).type !== 50 && good.has(name),
    })),
    publications("gives something that only looks like yes", () => (good) => ({
      has: async (name) => (await good.get(name)) as unknown as boolean,
    })),
  ],
} satisfies Record<keyof typeof getRules, readonly PublicationsSaboteur[]>;

function textOf(name: Name): string {
  return AltUri.ofName(name);
}
