import { type Component, Name } from "@ndn/packet";

/** Component types whose value is a number, and how they are written. */
const NUMBERED: Readonly<Record<number, string>> = { 50: "seg", 52: "off", 54: "v", 56: "t", 58: "seq" };

/** Component types whose value is a digest. */
const DIGESTS: Readonly<Record<number, string>> = { 1: "sha256digest", 2: "params-sha256" };

/** A name for people: `/svs/v=3/params-sha256=1f3a09bc…`. Digests are cut to four octets. */
export function nameText(value: Uint8Array): string {
  return `/${new Name(value).comps.map(componentText).join("/")}`;
}

function componentText(component: Component): string {
  const { type, value } = component;
  const numbered = NUMBERED[type];
  if (numbered !== undefined && [1, 2, 4, 8].includes(value.length)) {
    return `${numbered}=${value.reduce((number, octet) => number * 256 + octet, 0)}`;
  }
  const digest = DIGESTS[type];
  if (digest !== undefined) {
    return `${digest}=${[...value.subarray(0, 4)].map((octet) => octet.toString(16).padStart(2, "0")).join("")}…`;
  }
  return component.toString().replace(/^8=/, "");
}
