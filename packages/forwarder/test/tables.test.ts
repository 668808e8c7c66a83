import { createHash } from "node:crypto";
import { Name } from "@ndn/packet";
import { describe, expect, it } from "vitest";
import { ContentStore } from "../src/forwarding/content-store.js";
import { DeadNonceList } from "../src/forwarding/dead-nonce-list.js";
import { DeadlineQueue } from "../src/forwarding/deadline-queue.js";
import type { Face } from "../src/forwarding/face.js";
import { NameIndex } from "../src/forwarding/name-index.js";
import { NameTable, type NameTableEntry } from "../src/forwarding/name-table.js";
import { Rib } from "../src/forwarding/rib.js";
import { DataPacketView } from "../src/packet/data-packet-view.js";
import { InterestPacketView } from "../src/packet/interest-packet-view.js";
import { CoreFixture } from "./support/core-fixture.js";
import { ManualClock } from "./support/manual-clock.js";
import {
  type DataFields,
  dataPacket,
  type InterestFields,
  interestPacket,
  nameValue,
} from "./support/packets.js";
import { SeededRandom } from "./support/seeded-random.js";

describe("DeadlineQueue", () => {
  it("gives items when they are due, in order, but for those taken out or moved", () => {
    for (let seed = 1; seed <= 20; ++seed) {
      const random = new SeededRandom(seed);
      const clock = new ManualClock();
      const start = clock.monotonic();
      const seen: [number, number][] = [];
      const queue = new DeadlineQueue<{ id: number; deadline: number; queuePlace: number }>(
        clock,
        ({ id }) => {
          seen.push([clock.monotonic() - start, id]);
        },
      );
      const items = Array.from({ length: 200 }, (_, id) => ({ id, deadline: 0, queuePlace: -1 }));
      const expected = new Map<number, number>();
      for (let i = 0; i < 1000; ++i) {
        const item = items[random.below(items.length)]!;
        if (random.below(3) === 0) {
          queue.delete(item);
          expected.delete(item.id);
        } else {
          const delay = random.below(1000);
          queue.set(item, start + delay);
          expected.set(item.id, delay);
        }
      }
      expect(queue.size).toBe(expected.size);
      clock.advance(1000);
      expect(seen.map(([at]) => at)).toEqual(seen.map(([at]) => at).sort((a, b) => a - b));
      expect(seen.map(([at, id]) => [id, at]).sort()).toEqual([...expected].sort());
      expect(clock.armed).toBe(0);
    }
  });

  it("waits longer than a timer can", () => {
    const clock = new ManualClock();
    const due: number[] = [];
    const queue = new DeadlineQueue<{ deadline: number; queuePlace: number }>(clock, () => due.push(1));
    queue.set({ deadline: 0, queuePlace: -1 }, clock.monotonic() + 2 ** 33);
    clock.advance(2 ** 33 - 1);
    expect(due).toEqual([]);
    clock.advance(1);
    expect(due).toEqual([1]);
  });
});

describe("NameTable", () => {
  it("tells names with the same hash apart", () => {
    const index = new NameIndex(1);
    const table = new NameTable<NameTableEntry<unknown> & { label: string; next: never }>();
    index.load(nameValue("/A"));
    const hash = index.hashes[1]!;
    const entries = ["/B", "/A", "/C"].map((label) => ({
      label,
      name: nameValue(label),
      hash,
      next: undefined as never,
    }));
    for (const entry of entries) {
      table.insert(entry);
    }
    expect(table.find(index, 1)?.label).toBe("/A");
    for (const gone of [1, 0, 2]) {
      expect(table.delete(entries[gone]!)).toBe(true);
      expect(table.delete(entries[gone]!)).toBe(false);
      expect([...table.entries()]).toHaveLength(table.size);
    }
    expect(table.find(index, 1)).toBeUndefined();
    expect(table.size).toBe(0);
  });
});

describe("NameIndex", () => {
  it("refuses what is no name", () => {
    const index = new NameIndex(1);
    expect(index.load(nameValue("/A/B/C"))).toBe(true);
    expect(index.depth).toBe(3);
    for (const octets of [
      [8],
      [8, 2, 1],
      [0, 1, 1],
      [8, 0xfd, 0, 1, 1],
      [0xfd, 0, 8, 1, 1],
      [0xfe, 0, 1, 0, 0, 0],
    ]) {
      expect(index.load(Uint8Array.from(octets))).toBe(false);
      expect(index.depth).toBe(0);
    }
  });
});

describe("DeadNonceList", () => {
  it("remembers for one lifetime at least and for two at most", () => {
    const clock = new ManualClock();
    const list = new DeadNonceList(clock);
    clock.advance(5999);
    list.add(1, 7);
    clock.advance(6000);
    expect(list.has(1, 7)).toBe(true);
    expect(list.has(2, 7)).toBe(false);
    clock.advance(6001);
    expect(list.has(1, 7)).toBe(false);
    list.add(1, 8);
    clock.advance(12_000);
    expect(list.has(1, 8)).toBe(false);
  });

  it("forgets early rather than grow without end", () => {
    const list = new DeadNonceList(new ManualClock());
    list.add(1, -1);
    for (let nonce = 0; nonce < 300_000; ++nonce) {
      list.add(1, nonce);
    }
    expect(list.has(1, -1)).toBe(false);
    expect(list.has(1, 299_999)).toBe(true);
  });
});

describe("Rib", () => {
  /** A table, and faces to route to. */
  const fixture = () => {
    const net = new CoreFixture();
    const rib = new Rib(net.clock, 1);
    const index = new NameIndex(1);
    return {
      faces: [net.face(), net.face(), net.face(), net.face()] as const,
      route: (prefix: string, face: Face, cost: number, flags = 1, origin = 0) =>
        rib.register(nameValue(prefix), face, { cost, flags, origin }),
      /** Next hops for a name, as `face:cost`. */
      lookUp: (name: string) => {
        index.load(nameValue(name));
        return rib.nextHops(index).map(({ face, cost }) => `${face.id}:${cost}`);
      },
    };
  };

  it("finds the longest prefix, and adds what shorter ones hand down", () => {
    const { faces, route, lookUp } = fixture();
    const [a, b, c, d] = faces;
    expect(lookUp("/X")).toEqual([]);
    route("/", a, 9);
    route("/A", b, 5, 0);
    route("/A", c, 3);
    route("/A/B", d, 7, 0);
    expect(lookUp("/X")).toEqual([`${a.id}:9`]);
    expect(lookUp("/A/X")).toEqual([`${c.id}:3`, `${b.id}:5`, `${a.id}:9`]);
    expect(lookUp("/A/B/C")).toEqual([`${c.id}:3`, `${d.id}:7`, `${a.id}:9`]);
  });

  it("hands nothing down to, or past, a prefix that is captured", () => {
    const { faces, route, lookUp } = fixture();
    const [a, b, c] = faces;
    route("/", a, 1);
    route("/A", b, 2, 3);
    route("/A/B", c, 3);
    expect(lookUp("/A")).toEqual([`${b.id}:2`]);
    expect(lookUp("/A/B")).toEqual([`${b.id}:2`, `${c.id}:3`]);
  });

  it("prefers a face's own cost to one handed down, and the lowest of several origins", () => {
    const { faces, route, lookUp } = fixture();
    const [a] = faces;
    route("/", a, 1);
    route("/A", a, 8, 1, 0);
    route("/A", a, 6, 1, 65);
    expect(lookUp("/A")).toEqual([`${a.id}:6`]);
    route("/A", a, 4, 1, 0);
    expect(lookUp("/A")).toEqual([`${a.id}:4`]);
    expect(a.routes).toBe(3);
  });

  it("forgets the routes of a face that is gone, and those whose time is over", () => {
    const net = new CoreFixture();
    const [a, b] = [net.face("/A", "/B"), net.face("/A")];
    net.core.addRoute(nameValue("/C"), b, { cost: 0, flags: 1, origin: 0, expirationPeriod: 1000 });
    a.close();
    expect(net.core.rib.entries().map(({ name }) => new Name(name).toString())).toEqual(["/8=A", "/8=C"]);
    net.clock.advance(600);
    net.core.addRoute(nameValue("/C"), b, { cost: 0, flags: 1, origin: 0, expirationPeriod: 1000 });
    net.clock.advance(600);
    expect(net.core.rib.size).toBe(2);
    net.clock.advance(400);
    expect(net.core.rib.size).toBe(1);
    expect([a.routes, b.routes]).toEqual([0, 1]);
    net.core.addRoute(nameValue("/A"), b, { cost: 0, flags: 1, origin: 0, expirationPeriod: 1000 });
    net.route("/A", b);
    net.clock.advance(1000);
    expect(b.routes).toBe(1);
  });
});

describe("ContentStore", () => {
  class Fixture {
    readonly clock = new ManualClock();
    readonly store: ContentStore;
    readonly index = new NameIndex(1);

    constructor(limit = 100_000) {
      this.store = new ContentStore(this.clock, limit);
    }

    insert(name: string, fields?: DataFields): Uint8Array {
      const view = new DataPacketView();
      const packet = dataPacket(name, fields);
      view.parse(packet);
      this.index.load(packet, view.nameStart, view.nameEnd);
      this.store.insert(this.index, view);
      return packet;
    }

    find(name: string | Name, fields?: InterestFields): Uint8Array | undefined {
      const view = new InterestPacketView();
      const packet = interestPacket(name, fields);
      view.parse(packet);
      this.index.load(packet, view.nameStart, view.nameEnd);
      return this.store.find(this.index, view);
    }
  }

  it("answers by name, by prefix where that is allowed, and by digest", () => {
    const cs = new Fixture();
    const data = cs.insert("/A/1/2");
    expect(cs.find("/A/1/2")).toEqual(data);
    expect(cs.find("/A/1")).toBeUndefined();
    expect(cs.find("/A/1", { canBePrefix: true })).toEqual(data);
    expect(cs.find("/A/1/2", { canBePrefix: true })).toEqual(data);
    expect(cs.find("/A/1/2/3", { canBePrefix: true })).toBeUndefined();
    const digest = createHash("sha256").update(data).digest();
    const full = Uint8Array.of(...nameValue("/A/1/2"), 1, 32, ...digest);
    expect(cs.find(new Name(full))).toEqual(data);
    full[full.length - 1]! ^= 1;
    expect(cs.find(new Name(full))).toBeUndefined();
    expect(cs.store).toMatchObject({ hits: 4, misses: 3 });
  });

  it("answers an Interest that must be fresh while the Data is", () => {
    const cs = new Fixture();
    cs.insert("/A/never");
    cs.insert("/A/while", { freshnessPeriod: 100 });
    expect(cs.find("/A/never", { mustBeFresh: true })).toBeUndefined();
    cs.clock.advance(99);
    expect(cs.find("/A/while", { mustBeFresh: true })).toBeDefined();
    cs.clock.advance(1);
    expect(cs.find("/A/while", { mustBeFresh: true })).toBeUndefined();
    expect(cs.find("/A/while")).toBeDefined();
  });

  it("keeps within its octets, forgetting what was used longest ago", () => {
    const size = dataPacket("/A/0", { content: "x".repeat(500) }).length + 256;
    const cs = new Fixture(3 * size);
    const names = ["/A/0", "/A/1", "/A/2"];
    for (const name of names) {
      cs.insert(name, { content: "x".repeat(500) });
    }
    cs.find("/A/0");
    cs.insert("/A/3", { content: "x".repeat(500) });
    expect([...names, "/A/3"].filter((name) => cs.find(name))).toEqual(["/A/0", "/A/2", "/A/3"]);
    expect(cs.store.byteLength).toBe(3 * size);
    cs.insert("/A/large", { content: "x".repeat(3 * size) });
    expect(cs.find("/A/large")).toBeUndefined();
    cs.store.byteLimit = size;
    expect(cs.store.size).toBe(1);
    expect(cs.store.byteLength).toBe(size);
  });

  it("replaces a Data of the same name, and keeps its own copy", () => {
    const cs = new Fixture();
    cs.insert("/A/1", { content: "old" });
    const packet = cs.insert("/A/1", { content: "new" });
    expect(cs.store.size).toBe(1);
    const before = packet.slice();
    packet.fill(0);
    expect(cs.find("/A/1")).toEqual(before);
  });

  it("answers nothing when it is off, or told not to", () => {
    const off = new Fixture(0);
    off.insert("/A/1");
    expect(off.find("/A/1")).toBeUndefined();
    const cs = new Fixture();
    cs.insert("/A/1");
    cs.store.serves = false;
    expect(cs.find("/A/1")).toBeUndefined();
    cs.store.serves = true;
    cs.store.admits = false;
    cs.insert("/A/2");
    expect([cs.find("/A/1"), cs.find("/A/2")].map(Boolean)).toEqual([true, false]);
  });

  it("erases under a prefix, so many at the most", () => {
    const cs = new Fixture();
    for (const name of ["/A/1", "/A/2", "/A/3", "/AB"]) {
      cs.insert(name);
    }
    expect(cs.store.erase(nameValue("/A"), 2)).toBe(2);
    expect(cs.store.erase(nameValue("/A"), 2)).toBe(1);
    expect(cs.find("/AB")).toBeDefined();
    expect(cs.store.size).toBe(1);
  });
});
