import { Interest, type Name } from "@ndn/packet";
import { Decoder } from "@ndn/tlv";
import type { ServeOptions, Transport } from "@svs/core";
import type { TransportDomain } from "../../src/index.js";
import type { Saboteur } from "./saboteur.js";
import { serves } from "./serve-saboteur.js";

export type Hear = NonNullable<ServeOptions["hear"]>;

/** A prefix that hears. */
export interface HearingPrefix {
  readonly prefix: Name;
  readonly hear: Hear;
}

/** A saboteur that shows Interests in another way; called once for each prefix that hears. */
export function hears(
  does: string,
  wrap: (hear: Hear, prefix: Name, good: Transport, domain: TransportDomain) => Hear,
): Saboteur {
  return serves(does, (good, domain) => (prefix, handler, options) => {
    const hear = options?.hear && wrap(options.hear, prefix, good, domain);
    return good.serve(prefix, handler, { ...options, hear });
  });
}

/**
 * A saboteur that has a rule of its own for who of a transport is shown what arrives.
 * @param show - is given all who ever heard, in the order in which they were served, and tells whether
 * the Interest is dealt with.
 */
export function shows(
  does: string,
  show: (all: readonly HearingPrefix[], name: Name, packet: Uint8Array) => boolean,
): Saboteur {
  return serves(does, (good) => {
    const all: HearingPrefix[] = [];
    const known = new WeakSet<Uint8Array>();
    const once: Hear = (packet) => {
      if (known.has(packet)) {
        return false;
      }
      known.add(packet);
      return show(all, Decoder.decode(packet, Interest).name, packet);
    };
    return (prefix, handler, options) => {
      if (options?.hear) {
        all.push({ prefix, hear: options.hear });
      }
      return good.serve(prefix, handler, { ...options, hear: once });
    };
  });
}

/** Those under whose prefix a name is, the shortest first. */
export function matching(all: readonly HearingPrefix[], name: Name): HearingPrefix[] {
  return all
    .filter(({ prefix }) => prefix.isPrefixOf(name))
    .sort((one, other) => one.prefix.length - other.prefix.length);
}
