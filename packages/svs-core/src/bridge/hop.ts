import { Component, type Name } from "@ndn/packet";
import { startsWithOctets } from "../octets.js";
import type { SvSyncBase } from "../sv-sync-base.js";

const TT_GENERIC = 8;
const TT_KEYWORD = 32;

const utf8 = new TextEncoder();

/** What a hop is made from: a bridge's member of a group. */
type HopMember = Pick<SvSyncBase, "dialect" | "group" | "node">;

/**
 * A way out of a group: through one member of a bridge. It is written behind the name of whoever is
 * carried that way, as one keyword component: dialect, group and node prefix, as in
 * `32=via~v3~~svs~~bridge`. The node prefix keeps the numbers of two bridges between the same groups
 * apart.
 */
export class Hop {
  readonly component: Component;
  /** What the value of every hop out of this group begins with. */
  private readonly groupPart: Uint8Array;

  constructor({ dialect, group, node }: HopMember) {
    const groupPart = `via~${textOf(TT_GENERIC, utf8.encode(dialect.name))}~~${nameText(group)}~~`;
    this.groupPart = utf8.encode(groupPart);
    this.component = new Component(TT_KEYWORD, groupPart + nameText(node));
  }

  /** Whether the name says that its owner was carried out of this group, by whichever member. */
  hasLeft(name: Name): boolean {
    return name.comps.some(
      ({ type, value }) => type === TT_KEYWORD && startsWithOctets(value, this.groupPart),
    );
  }
}

/** No component's text is empty or has a `~`: one is between components, two are between names. */
function nameText({ comps }: Name): string {
  return comps.map(({ type, value }) => textOf(type, value)).join("~");
}

function textOf(type: number, value: Uint8Array): string {
  const text = Array.from(value, (octet) => {
    const character = String.fromCharCode(octet);
    return /[\w.-]/.test(character) ? character : `%${octet.toString(16).padStart(2, "0")}`;
  }).join("");
  return `${type === TT_GENERIC ? "" : `${type}=`}${text || "%"}`;
}
