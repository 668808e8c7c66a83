import { expect, test } from "vitest";
import { CanonicalRows } from "../src/canonical-rows.js";
import { nameOf } from "./arbitraries.js";

test("a row with a name of 25 octets takes at most 100 octets, whatever was just allocated", () => {
  const rows = new CanonicalRows();
  let largest = 0;
  for (let row = 0; row < 12_000; row++) {
    const node = nameOf("site-0", `member-${String(row).padStart(8, "0")}`);
    expect(node.length).toBe(25);
    rows.insert(row, node, 1_700_000_000 + row, 70_000 + row, row);
    if (row >= 9_000) {
      const octets = rows.octets.buffer.byteLength + rows.table.seqNo.buffer.byteLength;
      largest = Math.max(largest, octets / (row + 1));
    }
  }
  expect(largest).toBeLessThanOrEqual(100);
  expect(largest).toBeGreaterThan(34 + 43);
});
