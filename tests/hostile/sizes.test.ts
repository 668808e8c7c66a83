import type { VectorSize } from "@svs/core";
import { simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { open } from "../member/group.js";
import { invented, Mallory } from "./mallory.js";

test("members tell once when their Sync Interests outgrow a frame, 80 % of a packet, and a packet", () =>
  simulate("sizes", 1, async (network) => {
    const ports = network.star(["alice", "bob"], { delay: 10 });
    const told = new Map<string, VectorSize[]>();
    const members = [await open(network, "alice", ports.alice), await open(network, "bob", ports.bob)];
    for (const { svs } of members) {
      const sizes: VectorSize[] = [];
      told.set(`${svs.node}`, sizes);
      svs.addEventListener("vector-size", ({ detail }) => {
        sizes.push(detail);
      });
    }
    const mallory = new Mallory(network.member("mallory", { delay: 10 }));
    for (let from = 0; from < 400; from += 4) {
      await mallory.announce(invented(1000 + from, 4, mallory.now));
      await network.advance(1000);
      for (const { svs } of members) {
        await network.complete(svs.publish("hello"));
      }
    }
    for (const { svs } of members) {
      const sizes = told.get(`${svs.node}`)!;
      // A row takes 30 octets.
      expect(sizes.map(({ level, octets }) => [level, octets])).toEqual([
        ["link-mtu", expect.toSatisfy((octets: number) => octets > 1452 && octets <= 1452 + 4 * 30)],
        ["near-limit", expect.toSatisfy((octets: number) => octets > 7040 && octets <= 7040 + 4 * 30)],
        ["full", expect.toSatisfy((octets: number) => octets > 7040 && octets < 8800)],
      ]);
      expect(new Set(sizes.map(({ limit }) => limit))).toEqual(new Set([8800]));
      expect(svs.status.counters.notSent).toBe(0);
    }
  }));
