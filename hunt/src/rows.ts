import type { StateVector } from "@svs/tlv";

/** Numbers by row, as {@link rowKey} writes it. */
export type Rows = ReadonlyMap<string, number>;

/** A row's key: `<name in hexadecimal>@<bootstrap time>`. */
export function rowKey(node: Uint8Array, bootstrapTime: number): string {
  return `${Buffer.from(node).toString("hex")}@${bootstrapTime}`;
}

/** The rows of a vector. */
export function rowsOf(vector: StateVector): Map<string, number> {
  const rows = new Map<string, number>();
  for (const { node, bootstrapTime, seqNo } of vector) {
    rows.set(rowKey(node, bootstrapTime), seqNo);
  }
  return rows;
}

export function sameRows(a: Rows, b: Rows): boolean {
  if (a.size !== b.size) {
    return false;
  }
  for (const [row, seqNo] of a) {
    if (b.get(row) !== seqNo) {
      return false;
    }
  }
  return true;
}
