import { Component, Name } from "@ndn/packet";
import { SvsError } from "@svs/core";

/** Leaves room in a packet for the group prefix and the numbers behind it. */
const OCTETS_MAX = 255;

const GENERIC = 8;
/** Component types that are computed from a packet, and cannot be chosen. */
const DIGEST_TYPES: ReadonlySet<number> = new Set([1, 2]);

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads a name as people type it: `alice` and `/alice` are the same, letters of every script
 * stand for themselves, `%20` for an octet, `32=x` for a component of another type.
 * @param what - what it is the name of, for the sentence.
 * @param example - how it is given rightly, for the sentence.
 * @throws SvsError `invalid-argument`.
 */
export function parseChatName(text: string, what: string, example: string): Name {
  const wrong = (why: string): SvsError =>
    new SvsError(
      "invalid-argument",
      `"${shownInput(text)}" is no usable ${what}: ${why}; write, for example, ${example}.`,
    );
  const path = text.trim().replace(/^ndn:/, "").replace(/^\//, "").replace(/\/$/, "");
  if (path === "") {
    throw wrong("it has no component");
  }
  const name = new Name(path.split("/").map((component) => parseComponent(component, wrong)));
  if (name.value.length > OCTETS_MAX) {
    throw wrong(`it is ${name.value.length} octets long, and ${OCTETS_MAX} are the most`);
  }
  return name;
}

/** A name as people read it, safe to print: what is not plainly readable is percent-escaped. */
export function shownName(name: Name): string {
  return `/${name.comps.map(shownComponent).join("/")}`;
}

function parseComponent(text: string, wrong: (why: string) => SvsError): Component {
  const typed = /^([0-9]{1,5})=(.*)$/su.exec(text);
  const type = typed ? Number(typed[1]) : GENERIC;
  const value = typed ? typed[2]! : text;
  if (type < 1 || type > 0xffff || DIGEST_TYPES.has(type)) {
    throw wrong(`a component of type ${type} cannot be chosen`);
  }
  if (value === "") {
    throw wrong("a component between two slashes is empty");
  }
  if (/^\.+$/.test(value)) {
    throw wrong("a component of dots alone has a meaning of its own");
  }
  if (/\p{Cc}/u.test(value)) {
    throw wrong("it has a control character in it");
  }
  if (/%(?![0-9a-f]{2})/iu.test(value)) {
    throw wrong("a percent sign needs two hexadecimal digits behind it");
  }
  return new Component(type, percentDecode(value));
}

function percentDecode(text: string): Uint8Array {
  const parts = text.split(/%([0-9a-f]{2})/iu);
  const octets: number[] = [];
  for (const [i, part] of parts.entries()) {
    octets.push(...(i % 2 === 1 ? [Number.parseInt(part, 16)] : encoder.encode(part)));
  }
  return Uint8Array.from(octets);
}

function shownComponent({ type, value }: Component): string {
  const shown = readable(value) ?? Array.from(value, shownOctet).join("");
  const text = /^\.*$/.test(shown) ? `...${shown}` : shown;
  return type === GENERIC ? text : `${type}=${text}`;
}

/** The text, if it is nothing but letters, digits and the four marks that need no escape. */
function readable(octets: Uint8Array): string | undefined {
  try {
    const text = decoder.decode(octets);
    return /^[\p{L}\p{M}\p{N}._~-]*$/u.test(text) ? text : undefined;
  } catch {
    return undefined; // no UTF-8
  }
}

function shownOctet(octet: number): string {
  const character = String.fromCharCode(octet);
  return /[\w.~-]/.test(character) ? character : `%${octet.toString(16).toUpperCase().padStart(2, "0")}`;
}

/** What somebody typed, on one line. */
export function shownInput(text: string): string {
  return text.replace(/\p{Cc}/gu, "?");
}
