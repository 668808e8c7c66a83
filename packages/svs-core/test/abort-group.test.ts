import { expect, test } from "vitest";
import { AbortGroup } from "../src/abort-group.js";

test("tasks abort with their group, and later ones do not begin", () => {
  const group = new AbortGroup();
  const one = group.begin();
  const two = group.begin();
  expect(one).not.toBe(two);
  group.end(two);
  group.abort("enough");
  expect(one.signal.aborted).toBe(true);
  expect(one.signal.reason).toBe("enough");
  expect(two.signal.aborted).toBe(false);
  expect(() => group.begin()).toThrowError(expect.objectContaining({ code: "aborted", cause: "enough" }));
});

test("a task gets the controller of one that has ended, and of one that runs never", () => {
  const group = new AbortGroup();
  const one = group.begin();
  group.end(one);
  group.end(one); // twice is once
  expect(group.begin()).toBe(one);
  expect(group.begin()).not.toBe(one);
});
