import { checkName, NAME_LENGTH_MAX } from "./check-name.js";
import { integerSize } from "./non-negative-integer.js";
import { TlvCursor } from "./tlv-cursor.js";
import { writeTypeLength } from "./var-number.js";

const GENERIC = 8;
/** Component types whose value is written in hexadecimal digits. */
const DIGESTS = /* @__PURE__ */ new Map([
  [1, "sha256digest"],
  [2, "params-sha256"],
]);
/** Component types whose value is written as a decimal number. */
const NUMBERS = /* @__PURE__ */ new Map([
  [50, "seg"],
  [52, "off"],
  [54, "v"],
  [56, "t"],
  [58, "seq"],
]);
const TYPES = /* @__PURE__ */ typesByPrefix();

const SLASH = 0x2f;
const PERCENT = 0x25;
const EQUALS = 0x3d;
const UINT64_MAX = 0xffff_ffff_ffff_ffffn;

/** How each octet is written: letters, digits and `-._~` stand for themselves. */
const WRITTEN = /* @__PURE__ */ Array.from({ length: 256 }, (_, octet) => {
  const character = String.fromCharCode(octet);
  return /[\w.~-]/.test(character) ? character : `%${hex(octet).toUpperCase()}`;
});

function typesByPrefix(): Map<string, number> {
  return new Map([...DIGESTS, ...NUMBERS].map(([type, prefix]) => [prefix, type]));
}

/**
 * Writes a name as the URI by which the Python library knows a node: digests in hexadecimal,
 * `seg`, `off`, `v`, `t` and `seq` components as decimal numbers, other types as `<type>=`, and
 * octets percent-escaped. Dots are not special.
 * @param name - Name TLV-VALUE.
 * @throws MalformedTlvError `bad-name`.
 */
export function nameToPythonUri(name: Uint8Array): string {
  checkName(name, 0, name.length);
  const cursor = new TlvCursor(name);
  let uri = "";
  // An empty generic component at the end needs a slash more to be seen.
  let end = "/";
  for (let at = 0; at < name.length; at = cursor.valueEnd) {
    cursor.read(at, name.length);
    const component = componentToUri(cursor.type, name.subarray(cursor.valueAt, cursor.valueEnd));
    uri += `/${component}`;
    end = component === "" ? "/" : "";
  }
  return uri + end;
}

function componentToUri(type: number, value: Uint8Array): string {
  const digest = DIGESTS.get(type);
  if (digest) {
    return `${digest}=${Array.from(value, hex).join("")}`;
  }
  const prefix = NUMBERS.get(type);
  if (prefix && value.length > 0 && value.length <= 8) {
    const number = BigInt(`0x${Array.from(value, hex).join("")}`);
    // Read back, a number has its shortest form: a value in any other form is escaped.
    if (integerSize(Number(number)) === value.length) {
      return `${prefix}=${number}`;
    }
  }
  const escaped = Array.from(value, (octet) => WRITTEN[octet]).join("");
  return type === GENERIC ? escaped : `${type}=${escaped}`;
}

/**
 * Reads a URI as the Python library does, but stays within what it can mean: `undefined` if it
 * is not the URI of a name.
 * @param uri - in UTF-8. Octets that need escaping and are not escaped stand for themselves.
 * @returns Name TLV-VALUE.
 */
export function nameFromPythonUri(uri: Uint8Array): Uint8Array | undefined {
  const name = new Uint8Array(2 * uri.length + 2);
  const length = readUri(uri, 0, uri.length, name, 0);
  return length < 0 ? undefined : name.slice(0, length);
}

/**
 * Reads a URI into a Name TLV-VALUE at `to`. It needs room for twice the octets of the URI and
 * two more.
 * @returns the octets of the name; -1 if it is not the URI of a name.
 */
export function readUri(uri: Uint8Array, start: number, stop: number, name: Uint8Array, to: number): number {
  const at = start < stop && uri[start] === SLASH ? start + 1 : start;
  const end = at < stop && uri[stop - 1] === SLASH ? stop - 1 : stop;
  // Without components there is at most one slash; two are an empty component.
  if (at === end && stop - start < 2) {
    return 0;
  }
  let next = to;
  for (let from = at; from <= end; ) {
    const slash = uri.subarray(from, end).indexOf(SLASH);
    const componentEnd = slash < 0 ? end : from + slash;
    next = readComponent(uri, from, componentEnd, name, next);
    if (next < 0 || next - to > NAME_LENGTH_MAX) {
      return -1;
    }
    from = componentEnd + 1;
  }
  return next - to;
}

/** @returns where the component ends in `name`; -1 if it is none. */
function readComponent(uri: Uint8Array, start: number, end: number, name: Uint8Array, to: number): number {
  const equals = uri.subarray(start, end).indexOf(EQUALS);
  if (equals < 0) {
    return readEscaped(GENERIC, uri, start, end, name, to);
  }
  const prefix = String.fromCharCode(...uri.subarray(start, Math.min(start + equals, start + 16)));
  const at = start + equals + 1;
  const type = TYPES.get(prefix) ?? (/^[0-9]{1,5}$/.test(prefix) ? Number(prefix) : 0);
  if (type < 1 || type > 0xffff) {
    return -1;
  }
  if (DIGESTS.get(type) === prefix) {
    return readDigest(type, uri, at, end, name, to);
  }
  if (NUMBERS.get(type) === prefix) {
    return readNumber(type, uri.subarray(at, end), name, to);
  }
  return readEscaped(type, uri, at, end, name, to);
}

function readEscaped(
  type: number,
  uri: Uint8Array,
  start: number,
  end: number,
  name: Uint8Array,
  to: number,
): number {
  let length = 0;
  for (let at = start; at < end; length++) {
    const escaped = uri[at] === PERCENT;
    if (uri[at] === EQUALS || (escaped && hexPair(uri, at + 1, end) < 0)) {
      return -1;
    }
    at += escaped ? 3 : 1;
  }
  let next = writeTypeLength(name, to, type, length);
  for (let at = start; at < end; ) {
    const escaped = uri[at] === PERCENT;
    name[next++] = escaped ? hexPair(uri, at + 1, end) : uri[at]!;
    at += escaped ? 3 : 1;
  }
  return next;
}

function readDigest(
  type: number,
  uri: Uint8Array,
  start: number,
  end: number,
  name: Uint8Array,
  to: number,
): number {
  let next = writeTypeLength(name, to, type, (end - start) >>> 1);
  for (let at = start; at < end; at += 2) {
    const octet = hexPair(uri, at, end);
    if (octet < 0) {
      return -1;
    }
    name[next++] = octet;
  }
  return next;
}

function readNumber(type: number, digits: Uint8Array, name: Uint8Array, to: number): number {
  const decimal = digits.length <= 20 ? String.fromCharCode(...digits) : "";
  const value = /^[0-9]+$/.test(decimal) ? BigInt(decimal) : UINT64_MAX + 1n;
  if (value > UINT64_MAX) {
    return -1;
  }
  const size = integerSize(Number(value));
  const at = writeTypeLength(name, to, type, size);
  for (let i = size - 1, rest = value; i >= 0; i--, rest >>= 8n) {
    name[at + i] = Number(rest & 0xffn);
  }
  return at + size;
}

function hex(octet: number): string {
  return octet.toString(16).padStart(2, "0");
}

/** The octet that two hexadecimal digits mean; -1 if they are none. */
function hexPair(uri: Uint8Array, at: number, end: number): number {
  const digits = at + 2 <= end ? String.fromCharCode(uri[at]!, uri[at + 1]!) : "";
  return /^[0-9a-fA-F]{2}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
}
