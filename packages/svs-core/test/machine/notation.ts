import type { SeqNoRange, StateVector } from "@svs/tlv";

/**
 * One row as a person writes it. Numbers are unlimited here, so that a scenario can write those
 * which a machine refuses.
 */
interface WrittenRow {
  readonly name: string;
  readonly bootstrapTime: bigint;
  readonly seqNo: bigint;
}

/** Name TLV-VALUE of the name with one generic component, `name`. */
export function nodeOf(name: string): Uint8Array {
  return Uint8Array.of(0x08, name.length, ...[...name].map((letter) => letter.charCodeAt(0)));
}

/** The inverse of {@link nodeOf}. */
export function nameOf(node: Uint8Array): string {
  return String.fromCharCode(...node.subarray(2));
}

/**
 * Encodes `[A=10 B@1636266412=15,@1736266473=1]` in version 3 form, rows in the order written.
 * Written apart from the codec, so that scenarios do not believe it.
 */
export function encodeVector(text: string): Uint8Array {
  const entries: number[][] = [];
  let name: string | undefined;
  for (const row of readRows(text)) {
    const seqNoEntry = tlv(210, [
      ...tlv(212, nonNegativeInteger(row.bootstrapTime)),
      ...tlv(214, nonNegativeInteger(row.seqNo)),
    ]);
    if (row.name === name) {
      entries.at(-1)!.push(...seqNoEntry);
    } else {
      name = row.name;
      entries.push([...tlv(7, [...nodeOf(name)]), ...seqNoEntry]);
    }
  }
  return Uint8Array.from(
    tlv(
      201,
      entries.flatMap((entry) => tlv(202, entry)),
    ),
  );
}

/** Writes a vector as {@link encodeVector} reads it. */
export function formatVector(vector: StateVector): string {
  let text = "";
  let last: string | undefined;
  for (const { node, bootstrapTime, seqNo } of vector) {
    const name = nameOf(node);
    text += name === last ? "," : last === undefined ? name : ` ${name}`;
    text += bootstrapTime === 0 && name !== last ? `=${seqNo}` : `@${bootstrapTime}=${seqNo}`;
    last = name;
  }
  return `[${text}]`;
}

/** Writes ranges as `A=11..12 B@1736266473=1`. */
export function formatRanges(ranges: readonly SeqNoRange[]): string {
  return ranges
    .map(({ node, bootstrapTime, low, high }) => {
      const row = bootstrapTime === 0 ? nameOf(node) : `${nameOf(node)}@${bootstrapTime}`;
      return `${row}=${low}${high > low ? `..${high}` : ""}`;
    })
    .join(" ");
}

/** Writes a time to a tenth of a millisecond. */
export function formatMillis(time: number): string {
  return `${Math.round(time * 10) / 10} ms`;
}

function readRows(text: string): WrittenRow[] {
  const inner = /^\[(.*)\]$/.exec(text)?.[1];
  if (inner === undefined) {
    throw new Error(`Not a vector: ${text}`);
  }
  const rows: WrittenRow[] = [];
  for (const word of inner.split(/[ ,]+/).filter((part) => part !== "")) {
    const parts = /^([A-Za-z0-9]*)(?:@(\d+))?=(\d+)$/.exec(word);
    const name = parts?.[1] || rows.at(-1)?.name;
    if (parts === null || name === undefined) {
      throw new Error(`Not a row of a vector: ${word}`);
    }
    rows.push({ name, bootstrapTime: BigInt(parts[2] ?? 0), seqNo: BigInt(parts[3]!) });
  }
  return rows;
}

function tlv(type: number, value: readonly number[]): number[] {
  const length = value.length < 253 ? [value.length] : [253, value.length >> 8, value.length & 0xff];
  return [type, ...length, ...value];
}

function nonNegativeInteger(value: bigint): number[] {
  const size = [1, 2, 4, 8].find((octets) => value < 1n << BigInt(8 * octets))!;
  return Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * (size - 1 - i))) & 0xffn));
}
