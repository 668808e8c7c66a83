import { check } from "./compliance-failure.js";

/** Asserts that octets came through unchanged; the message shows where they first differ. */
export function checkOctets(actual: Uint8Array, expected: Uint8Array, what: string): void {
  const length = Math.max(actual.length, expected.length);
  let at = 0;
  while (at < length && actual[at] === expected[at]) {
    at += 1;
  }
  check(
    at === length,
    `${what} changed at octet ${at}: ${excerpt(actual, at)} of ${actual.length} octets, expected ` +
      `${excerpt(expected, at)} of ${expected.length}`,
  );
}

function excerpt(octets: Uint8Array, at: number): string {
  const shown = [...octets.subarray(at, at + 8)].map((octet) => octet.toString(16).padStart(2, "0"));
  return shown.length === 0 ? "the end" : shown.join(" ");
}
