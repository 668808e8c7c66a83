import { type Data, Name } from "@ndn/packet";
import { StateVector } from "@svs/tlv";
import { expect, test } from "vitest";
import {
  digestSigning,
  MemoryPublicationStore,
  MemoryStateStore,
  type OwnState,
  type Signer,
  type StoredPacket,
  v3,
} from "../src/index.js";
import { OwnNodes } from "../src/own-nodes.js";
import { Publisher } from "../src/publisher.js";
import { SvsError } from "../src/svs-error.js";
import { ManualClock } from "./manual-clock.js";

const group = new Name("/g");
const node = new Name("/alice");
const octets = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Writes down what happens, in order; fails where the test says. */
class Stores {
  readonly log: string[] = [];
  failAt: string | undefined;

  readonly publications = new (class extends MemoryPublicationStore {
    constructor(private readonly outer: Stores) {
      super();
    }
    override async put(stored: StoredPacket): Promise<void> {
      this.outer.note(`put ${stored.seqNo}.${stored.segment}`);
      await super.put(stored);
    }
  })(this);

  readonly state = new (class extends MemoryStateStore {
    constructor(private readonly outer: Stores) {
      super();
    }
    override async save(change: { own?: OwnState }): Promise<void> {
      this.outer.note(`save ${change.own?.seqNo}`);
      await super.save(change);
    }
  })(this);

  note(what: string): void {
    this.log.push(what);
    if (what === this.failAt) {
      throw new SvsError("store-failed", `the disk is full at ${what}`);
    }
  }
}

function open(stores: Stores, own: readonly OwnState[] = [], signer: Signer = digestSigning) {
  const clock = new ManualClock();
  const nodes = new OwnNodes(stores.state, true, own);
  const publisher = new Publisher({
    clock,
    store: stores.publications,
    signer,
    segmentSize: 4,
    freshnessPeriod: 1000,
    dataName: (id) => v3.dataName(group, id),
    join: (name) => nodes.join(name, clock.wall(), new StateVector()),
    raise: (name, seqNo) => nodes.raise(name, seqNo),
    announce: ({ seqNo }) => stores.note(`announce ${seqNo}`),
  });
  return { publisher, nodes };
}

test("sign, store the Data, store the number, then announce", async () => {
  const stores = new Stores();
  const { publisher } = open(stores);
  const publication = await publisher.publish(node, octets("hi"));
  expect(stores.log).toEqual(["save 0", "put 1.0", "save 1", "announce 1"]);
  expect(publication.text()).toBe("hi");
  expect(publication.bootstrapTime).toBe(1_736_266_473);
});

test("segments are stored from the last to the first", async () => {
  const stores = new Stores();
  await open(stores).publisher.publish(node, octets("0123456789"));
  expect(stores.log.filter((line) => line.startsWith("put"))).toEqual(["put 1.2", "put 1.1", "put 1.0"]);
});

test("many in one turn are numbered in order and announced once", async () => {
  const stores = new Stores();
  const { publisher } = open(stores);
  const published = await Promise.all(["a", "b", "c"].map((text) => publisher.publish(node, octets(text))));
  expect(published.map(({ seqNo }) => seqNo)).toEqual([1, 2, 3]);
  expect(stores.log.filter((line) => line.startsWith("announce"))).toEqual(["announce 3"]);
});

test("a Data that cannot be stored rejects that call, and the number goes to the next", async () => {
  const stores = new Stores();
  const { publisher } = open(stores);
  await publisher.publish(node, octets("one"));
  stores.failAt = "put 2.0";
  await expect(publisher.publish(node, octets("two"))).rejects.toMatchObject({ code: "store-failed" });
  stores.failAt = undefined;
  expect((await publisher.publish(node, octets("three"))).seqNo).toBe(2);
  expect(stores.log.filter((line) => line.startsWith("announce"))).toEqual(["announce 1", "announce 2"]);
});

test("a number that cannot be stored leaves no Data behind", async () => {
  const stores = new Stores();
  const { publisher } = open(stores);
  stores.failAt = "save 1";
  await expect(publisher.publish(node, octets("0123456789"))).rejects.toMatchObject({ code: "store-failed" });
  expect(stores.publications.byteLength).toBe(0);
});

test("a signer that rejects numbers nothing", async () => {
  const stores = new Stores();
  const { publisher } = open(stores, [], { sign: () => Promise.reject(new Error("no key")) });
  await expect(publisher.publish(node, octets("x"))).rejects.toMatchObject({
    code: "signing-failed",
    cause: { message: "no key" },
  });
  expect(stores.publications.byteLength).toBe(0);
});

test("killed after the Data, before the number: the publication is taken up, its number not used again", async () => {
  const stores = new Stores();
  const { publisher, nodes } = open(stores);
  await publisher.publish(node, octets("one"));
  const before = nodes.all();
  await publisher.publish(node, octets("two"));
  const restarted = open(stores, before);
  expect((await restarted.publisher.recover(restarted.nodes.get(node)!)).seqNo).toBe(2);
  expect((await restarted.publisher.publish(node, octets("three"))).seqNo).toBe(3);
});

test("killed between two segments: what is left of them is deleted", async () => {
  const stores = new Stores();
  const { publisher, nodes } = open(stores);
  await publisher.publish(node, octets("0123456789"));
  const id = { node, bootstrapTime: 1_736_266_473, seqNo: 1 };
  await stores.publications.delete(v3.dataName(group, id).append(...SEGMENT_0));
  const restarted = open(stores, [{ ...nodes.get(node)!, seqNo: 0 }]);
  expect((await restarted.publisher.recover(restarted.nodes.get(node)!)).seqNo).toBe(0);
  expect(stores.publications.byteLength).toBe(0);
});

test("the packets are signed under the name of their publication", async () => {
  const signed: string[] = [];
  const signer: Signer = {
    sign: async (packet) => {
      signed.push(`${packet.name.at(-1)}`);
      await digestSigning.sign(packet as Data);
    },
  };
  await open(new Stores(), [], signer).publisher.publish(node, octets("12345"));
  expect(signed).toEqual(["50=%00", "50=%01"]);
});

const SEGMENT_0 = new Name("/54=%00/50=%00").comps;
