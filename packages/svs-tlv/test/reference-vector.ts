import type { Difference } from "@svs/tlv";

/** Name of a form. */
export type FormName = "v3" | "v2" | "python";

/**
 * A state vector as the specification reads, without a thought for speed: the judge of the real
 * one. It shares no code with it. Names are hexadecimal strings, numbers are bigints.
 */
export class ReferenceVector {
  readonly rows = new Map<string, ReferenceRow>();
  /** Keys of entries whose number is above 2^53-1. */
  readonly refusedKeys = new Set<string>();
  refused = 0;
  maxBootstrapTime = 0n;
  private order: readonly ReferenceRow[] | undefined;

  /** @throws ReferenceMalformed */
  static decode(octets: Uint8Array, form: FormName): ReferenceVector {
    const vector = new ReferenceVector();
    const [outer, ...rest] = elements(octets);
    demand(outer?.type === 201 && rest.length === 0);
    const children = elements(outer.value);
    if (form === "python") {
      const known = pick(children, [202, 203]);
      demand(known.length % 2 === 0);
      for (let i = 0; i < known.length; i += 2) {
        demand(known[i]!.type === 202 && known[i + 1]!.type === 203);
        vector.receive(uriToName(known[i]!.value), 0n, integer(known[i + 1]!.value));
      }
    } else {
      for (const entry of pick(children, [202])) {
        const [name, ...parts] = elements(entry.value);
        demand(name?.type === 7);
        const node = nameOf(name.value);
        if (form === "v2") {
          const [seqNo, ...others] = pick(parts, [204]);
          demand(seqNo !== undefined && others.length === 0);
          vector.receive(node, 0n, integer(seqNo.value));
          continue;
        }
        for (const seqNoEntry of pick(parts, [210])) {
          const known = pick(elements(seqNoEntry.value), [212, 214]);
          demand(known.length === 2 && known[0]!.type === 212 && known[1]!.type === 214);
          vector.receive(node, integer(known[0]!.value), integer(known[1]!.value));
        }
      }
    }
    return vector;
  }

  set(node: string, bootstrapTime: bigint, seqNo: bigint, stamp: number): void {
    const key = keyOf(node, bootstrapTime);
    this.order = undefined;
    if (seqNo === 0n) {
      this.rows.delete(key);
    } else {
      this.rows.set(key, { node, bootstrapTime, seqNo, stamp });
    }
  }

  /** Rows by name, then by bootstrap time. */
  sorted(): readonly ReferenceRow[] {
    this.order ??= [...this.rows.values()].sort(
      (a, b) => compareText(a.node, b.node) || Number(a.bootstrapTime - b.bootstrapTime),
    );
    return this.order;
  }

  compare(other: ReferenceVector): PlainDifference {
    const newer = other
      .sorted()
      .filter((theirs) => theirs.seqNo > this.seqNo(theirs))
      .map((theirs) => ({
        node: theirs.node,
        bootstrapTime: Number(theirs.bootstrapTime),
        low: Number(this.seqNo(theirs)) + 1,
        high: Number(theirs.seqNo),
      }));
    const behind = this.sorted().filter(
      (ours) =>
        other.seqNo(ours) < ours.seqNo &&
        (other.seqNo(ours) > 0n || !other.refusedKeys.has(keyOf(ours.node, ours.bootstrapTime))),
    );
    return {
      newer,
      behind: behind.length,
      behindSince: Math.min(...behind.map(({ stamp }) => stamp)),
      refused: other.refused,
      maxBootstrapTime: Number(other.maxBootstrapTime),
    };
  }

  merge(other: ReferenceVector, stamp: number): void {
    this.order = undefined;
    for (const theirs of other.sorted()) {
      if (theirs.seqNo > this.seqNo(theirs)) {
        this.rows.set(keyOf(theirs.node, theirs.bootstrapTime), { ...theirs, stamp });
      }
    }
  }

  encode(form: FormName, order: "newest-first" | "lower-case" = "newest-first"): Uint8Array {
    const rows = this.sorted();
    if (form === "python") {
      const entries = rows.map((row) => ({ ...row, uri: nameToUri(row.node) }));
      entries.sort((a, b) =>
        order === "newest-first"
          ? Number(b.stamp > a.stamp) - Number(a.stamp > b.stamp)
          : compareText(a.uri.toLowerCase(), b.uri.toLowerCase()),
      );
      return tlv(201, ...entries.flatMap(({ uri, seqNo }) => [tlv(202, ascii(uri)), tlv(203, nni(seqNo))]));
    }
    if (form === "v2") {
      return tlv(201, ...rows.map((row) => tlv(202, tlv(7, fromHex(row.node)), tlv(204, nni(row.seqNo)))));
    }
    const nodes = [...new Set(rows.map(({ node }) => node))];
    return tlv(
      201,
      ...nodes.map((node) =>
        tlv(
          202,
          tlv(7, fromHex(node)),
          ...rows
            .filter((row) => row.node === node)
            .map((row) => tlv(210, tlv(212, nni(row.bootstrapTime)), tlv(214, nni(row.seqNo)))),
        ),
      ),
    );
  }

  private seqNo({ node, bootstrapTime }: ReferenceRow): bigint {
    return this.rows.get(keyOf(node, bootstrapTime))?.seqNo ?? 0n;
  }

  private receive(node: string | undefined, bootstrapTime: bigint, seqNo: bigint): void {
    this.order = undefined;
    if (bootstrapTime > this.maxBootstrapTime) {
      this.maxBootstrapTime = bootstrapTime;
    }
    if (node === undefined || bootstrapTime > MAX || seqNo > MAX) {
      this.refused++;
      if (node !== undefined) {
        this.refusedKeys.add(keyOf(node, bootstrapTime));
      }
      return;
    }
    const row = { node, bootstrapTime, seqNo, stamp: Number.NEGATIVE_INFINITY };
    if (seqNo > this.seqNo(row)) {
      this.rows.set(keyOf(node, bootstrapTime), row);
    }
  }
}

/** Octets that the reference refuses. */
export class ReferenceMalformed extends Error {}

export interface ReferenceRow {
  /** Name TLV-VALUE. */
  readonly node: string;
  readonly bootstrapTime: bigint;
  readonly seqNo: bigint;
  readonly stamp: number;
}

/** A {@link Difference} whose names are hexadecimal strings. */
export type PlainDifference = Omit<Difference, "newer"> & {
  newer: { node: string; bootstrapTime: number; low: number; high: number }[];
};

export function toPlain(difference: Difference): PlainDifference {
  return {
    ...difference,
    newer: difference.newer.map((range) => ({ ...range, node: toHex(range.node) })),
  };
}

export function toHex(octets: Uint8Array): string {
  return Buffer.from(octets).toString("hex");
}

export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, "hex"));
}

/** One TLV element. */
export function tlv(type: number, ...parts: Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const header = [...varNumber(type), ...varNumber(length)];
  const octets = new Uint8Array(header.length + length);
  octets.set(header);
  let at = header.length;
  for (const part of parts) {
    octets.set(part, at);
    at += part.length;
  }
  return octets;
}

/** A NonNegativeInteger in its shortest form. */
export function nni(value: bigint): Uint8Array {
  const size = [1, 2, 4, 8].find((octets) => value < 1n << BigInt(8 * octets))!;
  return fromHex(value.toString(16).padStart(2 * size, "0"));
}

/** The URI that `python-ndn` would write. */
export function nameToUri(node: string): string {
  const components = elements(fromHex(node)).map(({ type, value }) => {
    const hex = toHex(value);
    if (type === 1 || type === 2) {
      return `${type === 1 ? "sha256digest" : "params-sha256"}=${hex}`;
    }
    const prefix = PREFIXES[type];
    if (prefix && toHex(nni(BigInt(`0x0${hex}`) & ((1n << 64n) - 1n))) === hex) {
      return `${prefix}=${BigInt(`0x${hex}`)}`;
    }
    const text = encodeURIComponent(Buffer.from(value).toString("latin1"))
      .replaceAll(/%C2%([89AB])/g, "%$1")
      .replaceAll(/%C3%([89AB])/g, (_, digit: string) => `%${{ 8: "C", 9: "D", A: "E", B: "F" }[digit]}`)
      .replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
    return type === 8 ? text : `${type}=${text}`;
  });
  return `/${components.join("/")}${components.at(-1) === "" ? "/" : ""}`;
}

const MAX = BigInt(Number.MAX_SAFE_INTEGER);
const PREFIXES: Record<number, string> = { 50: "seg", 52: "off", 54: "v", 56: "t", 58: "seq" };

interface Element {
  readonly type: number;
  readonly value: Uint8Array;
}

function demand(condition: boolean): asserts condition {
  if (!condition) {
    throw new ReferenceMalformed();
  }
}

function keyOf(node: string, bootstrapTime: bigint): string {
  return `${node}:${bootstrapTime}`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function ascii(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}

function varNumber(value: number): number[] {
  return value < 253
    ? [value]
    : value < 65_536
      ? [253, value >> 8, value & 255]
      : [254, value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function elements(octets: Uint8Array): Element[] {
  const result: Element[] = [];
  for (let at = 0; at < octets.length; ) {
    const type = readVarNumber(octets, at);
    const length = readVarNumber(octets, at + type.size);
    const valueAt = at + type.size + length.size;
    demand(type.value >= 1n && type.value < 1n << 32n && length.value <= BigInt(octets.length - valueAt));
    at = valueAt + Number(length.value);
    result.push({ type: Number(type.value), value: octets.subarray(valueAt, at) });
  }
  return result;
}

function readVarNumber(octets: Uint8Array, at: number): { value: bigint; size: number } {
  const first = octets[at];
  demand(first !== undefined);
  if (first < 253) {
    return { value: BigInt(first), size: 1 };
  }
  const size = 1 << (first - 252);
  demand(at + 1 + size <= octets.length);
  const value = BigInt(`0x${toHex(octets.subarray(at + 1, at + 1 + size))}`);
  demand(value >= (size === 2 ? 253n : size === 4 ? 65_536n : 4_294_967_296n));
  return { value, size: 1 + size };
}

/** The elements of known types, if the others may be ignored. */
function pick(all: readonly Element[], known: readonly number[]): Element[] {
  return all.filter(({ type }) => {
    demand(known.includes(type) || (type >= 32 && type % 2 === 0));
    return known.includes(type);
  });
}

function integer(octets: Uint8Array): bigint {
  demand([1, 2, 4, 8].includes(octets.length));
  return BigInt(`0x${toHex(octets)}`);
}

function nameOf(octets: Uint8Array): string {
  demand(octets.length <= 65_535);
  demand(elements(octets).every(({ type }) => type <= 65_535));
  return toHex(octets);
}

function uriToName(octets: Uint8Array): string | undefined {
  const uri = Buffer.from(octets).toString("latin1");
  if (uri === "" || uri === "/") {
    return "";
  }
  let name = "";
  for (const component of uri.replace(/^\//, "").replace(/\/$/, "").split("/")) {
    const element = componentOf(component);
    if (!element) {
      return undefined;
    }
    name += toHex(element);
  }
  return name;
}

function componentOf(component: string): Uint8Array | undefined {
  const digest = /^(sha256digest|params-sha256)=((?:[0-9a-f]{2})*)$/i.exec(component);
  if (digest && component.startsWith(digest[1]!.toLowerCase())) {
    return tlv(digest[1] === "sha256digest" ? 1 : 2, fromHex(digest[2]!));
  }
  const number = /^(seg|off|v|t|seq)=([0-9]{1,20})$/.exec(component);
  if (number) {
    const type = Number(Object.keys(PREFIXES).find((key) => PREFIXES[Number(key)] === number[1]));
    return BigInt(number[2]!) < 1n << 64n ? tlv(type, nni(BigInt(number[2]!))) : undefined;
  }
  const typed = /^(?:([0-9]{1,5})=)?((?:[^%=]|%[0-9a-f]{2})*)$/is.exec(component);
  const type = Number(typed?.[1] ?? 8);
  if (!typed || type < 1 || type > 65_535) {
    return undefined;
  }
  return tlv(
    type,
    ascii(typed[2]!.replaceAll(/%(..)/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))),
  );
}
