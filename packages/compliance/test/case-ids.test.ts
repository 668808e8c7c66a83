import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { publicationStoreSuite, stateStoreSuite, transportSuite } from "../src/index.js";

const known = (await readFile(new URL("case-ids.txt", import.meta.url), "utf8")).trim().split("\n");
const ids = [...transportSuite, ...publicationStoreSuite, ...stateStoreSuite].map(({ id }) => id);

test("every case that ever was is still there, and every new one is written down in case-ids.txt", () => {
  expect(ids.toSorted()).toEqual(known.toSorted());
});

test("an id is port/topic/rule, and no two cases share one", () => {
  expect(new Set(ids).size).toBe(ids.length);
  const wellFormed = /^(transport|publication-store|state-store)\/[a-z]+\/[a-z]+(-[a-z]+)*$/;
  expect(ids.filter((id) => !wellFormed.test(id))).toEqual([]);
});
