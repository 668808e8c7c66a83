import { SvsError } from "@svs/core";
import { expect, test } from "vitest";
import { reasonOf } from "../src/file-failure.js";

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: as the platform says it`), { code });
}

test.each([
  ["EACCES", "you are not permitted to"],
  ["EROFS", "it can only be read"],
  ["ENOSPC", "the disk is full"],
  ["ENOTDIR", "there is a file on the way, where a folder should be"],
  ["EMFILE", "EMFILE: as the platform says it"],
])("%s is said in words", (code, reason) => {
  expect(reasonOf(failure(code))).toBe(reason);
});

test("the reason may be underneath", () => {
  const cause = new Error("Not now.", { cause: failure("ENOSPC") });
  expect(reasonOf(new SvsError("store-failed", "It failed.", { cause }))).toBe("the disk is full");
  expect(reasonOf(new SvsError("store-failed", "It rains."))).toBe("It rains");
  const told = "The store in /a could not be opened: IO error: /a/MANIFEST-000002: No space left on device";
  expect(reasonOf(new SvsError("store-failed", told))).toBe("No space left on device");
});
