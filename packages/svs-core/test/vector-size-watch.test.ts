import { expect, test } from "vitest";
import { VectorSizeWatch } from "../src/vector-size-watch.js";

test("sizes that matter are told once each time they are passed", () => {
  const told: string[] = [];
  const watch = new VectorSizeWatch(8800, ({ level, octets, limit }) =>
    told.push(`${level} ${octets}/${limit}`),
  );
  for (const octets of [100, 1452, 1453, 2000, 7040, 7041, 8000]) {
    watch.made(octets);
  }
  expect(told.splice(0)).toEqual(["link-mtu 1453/8800", "near-limit 7041/8800"]);
  watch.made(100);
  watch.made(8000);
  watch.full();
  watch.full();
  expect(told).toEqual(["link-mtu 8000/8800", "near-limit 8000/8800", "full 8000/8800"]);
});
