import { createHash } from "node:crypto";
import { Component, Interest, Name } from "@ndn/packet";
import { Decoder, type Encodable, type EncodableTlv, Encoder } from "@ndn/tlv";
import { beforeEach, describe, expect, it } from "vitest";
import { CoreFixture } from "./support/core-fixture.js";
import { dataPacket, interestPacket } from "./support/packets.js";

let net: CoreFixture;

beforeEach(() => {
  net = new CoreFixture();
});

describe("an Interest and its Data", () => {
  it("go to the producer and back, octet for octet", () => {
    const producer = net.face("/A");
    const consumer = net.face();
    const interest = Encoder.encode([0x05, new Name("/A/1"), [0x0a, Uint8Array.of(1, 2, 3, 4)]]);
    consumer.interest(interest);
    expect(producer.take()).toEqual([{ type: "interest", packet: interest, congestionMark: 0 }]);

    const data = dataPacket("/A/1", { content: "x" });
    producer.data(data);
    expect(consumer.take()).toEqual([{ type: "data", packet: data, pitToken: undefined, congestionMark: 0 }]);
    expect(net.core.pit.size).toBe(0);
    expect(net.core.counters.satisfiedInterests).toBe(1);
  });

  it("never leave by the face that the Interest came from", () => {
    const both = net.face("/A");
    both.interest(interestPacket("/A/1"));
    expect(both.take()).toMatchObject([{ type: "nack", reason: 150 }]);
  });

  it("carry a PIT token back to the face that gave it, and a congestion mark on", () => {
    const producer = net.face("/A");
    const consumer = net.face();
    const token = Uint8Array.of(9, 8, 7);
    consumer.interest(interestPacket("/A/1"), token, 3);
    expect(producer.take()).toMatchObject([{ congestionMark: 3 }]);
    producer.data(dataPacket("/A/1"));
    expect(consumer.take()).toMatchObject([{ type: "data", pitToken: token }]);
  });

  it("meet by prefix only where the Interest allows it", () => {
    const producer = net.face("/A");
    const exact = net.face();
    const prefix = net.face();
    exact.interest(interestPacket("/A"));
    prefix.interest(interestPacket("/A", { canBePrefix: true }));
    producer.data(dataPacket("/A/1/2/3"));
    expect(exact.take()).toEqual([]);
    expect(prefix.take()).toHaveLength(1);
    producer.data(dataPacket("/A"));
    expect(exact.take()).toHaveLength(1);
  });

  it("meet by implicit digest only when it is the Data's", () => {
    const producer = net.face("/A");
    const right = net.face();
    const wrong = net.face();
    const data = dataPacket("/A/1", { content: "this one" });
    const digest = createHash("sha256").update(data).digest();
    right.interest(interestPacket(new Name("/A/1").append(new Component(0x01, digest))));
    wrong.interest(interestPacket(new Name("/A/1").append(new Component(0x01, new Uint8Array(32)))));
    producer.data(data);
    expect(right.take()).toMatchObject([{ type: "data", packet: data }]);
    expect(wrong.take()).toEqual([]);
    net.clock.advance(4000);
    expect(net.core.pit.hasDigests).toBe(false);
  });

  it("leave out the face that the Data came from", () => {
    const producer = net.face("/A");
    const other = net.face("/A");
    producer.interest(interestPacket("/A/1"));
    expect(other.take()).toHaveLength(1);
    producer.data(dataPacket("/A/1"));
    expect(producer.take()).toEqual([]);
  });

  it("reach a face that waits under several Interests once, but once for each token", () => {
    const producer = net.face("/A");
    const consumer = net.face();
    consumer.interest(interestPacket("/A/1"));
    consumer.interest(interestPacket("/A", { canBePrefix: true }));
    producer.data(dataPacket("/A/1"));
    expect(consumer.take()).toHaveLength(1);

    consumer.interest(interestPacket("/A/2"), Uint8Array.of(1));
    consumer.interest(interestPacket("/A", { canBePrefix: true }), Uint8Array.of(2));
    producer.data(dataPacket("/A/2"));
    expect(consumer.take().map(({ pitToken }) => pitToken?.[0])).toEqual([1, 2]);
  });

  it("part when the lifetime is over, and not before", () => {
    const producer = net.face("/A");
    const early = net.face();
    const late = net.face();
    early.interest(interestPacket("/A/early", { lifetime: 100 }));
    late.interest(interestPacket("/A/late", { lifetime: 101 }));
    net.clock.advance(100);
    producer.data(dataPacket("/A/early"));
    producer.data(dataPacket("/A/late"));
    expect(early.take()).toEqual([]);
    expect(late.take()).toHaveLength(1);
    expect(net.core.counters).toMatchObject({ unsatisfiedInterests: 1, unsolicitedData: 1 });
  });

  it("do not end together for faces with lifetimes of their own", () => {
    const producer = net.face("/A");
    const short = net.face();
    const long = net.face();
    short.interest(interestPacket("/A/1", { lifetime: 100 }));
    long.interest(interestPacket("/A/1", { lifetime: 1000 }));
    net.clock.advance(500);
    producer.data(dataPacket("/A/1"));
    expect(short.take()).toEqual([]);
    expect(long.take()).toHaveLength(1);
  });

  it("do not answer a face that is gone", () => {
    const producer = net.face("/A");
    const consumer = net.face();
    consumer.interest(interestPacket("/A/1"));
    consumer.close();
    expect(net.core.pit.size).toBe(0);
    producer.data(dataPacket("/A/1"));
    expect(consumer.take()).toEqual([]);
  });

  it("wait their turn while another packet is being forwarded", () => {
    net.multicast("/A");
    const events: string[] = [];
    const [first, second, consumer] = [net.face("/A"), net.face("/A"), net.face()];
    first.onSent = () => {
      events.push("first is asked");
      first.data(dataPacket("/A/1"));
    };
    second.onSent = () => events.push("second is asked");
    consumer.onSent = () => events.push("consumer is answered");
    consumer.interest(interestPacket("/A/1"));
    expect(events).toEqual(["first is asked", "second is asked", "consumer is answered"]);
  });

  it("may be sent while another packet is being forwarded", () => {
    const producer = net.face("/A");
    const consumer = net.face();
    producer.onSent = () => producer.data(dataPacket("/A/1"));
    consumer.onSent = ({ type }) => type === "data" && consumer.close();
    consumer.interest(interestPacket("/A/1"));
    expect(consumer.take()).toMatchObject([{ type: "data" }]);
    expect(net.core.faces.size).toBe(1);
  });
});

describe("Data that nobody waits for", () => {
  it("is dropped and counted, and not kept", () => {
    net = new CoreFixture({ contentStoreOctets: 100_000 });
    const producer = net.face("/A");
    const consumer = net.face();
    producer.data(dataPacket("/A/1"));
    expect(net.core.counters.unsolicitedData).toBe(1);
    consumer.interest(interestPacket("/A/1"));
    expect(consumer.take()).toEqual([]);
    expect(producer.take()).toHaveLength(1);
  });
});

describe("Interests for the same", () => {
  it("are asked for once, and answered to all", () => {
    const producer = net.face("/A");
    const consumers = [net.face(), net.face(), net.face()];
    for (const consumer of consumers) {
      consumer.interest(interestPacket("/A/1"));
    }
    expect(producer.take()).toHaveLength(1);
    producer.data(dataPacket("/A/1"));
    expect(consumers.map((consumer) => consumer.take().length)).toEqual([1, 1, 1]);
  });

  it("pend apart if they select differently", () => {
    const producer = net.face("/A");
    const consumer = net.face();
    consumer.interest(interestPacket("/A/1"));
    consumer.interest(interestPacket("/A/1", { mustBeFresh: true }));
    consumer.interest(interestPacket("/A/1", { canBePrefix: true }));
    expect(producer.take()).toHaveLength(3);
    expect(net.core.pit.size).toBe(3);
  });

  it("are dropped when their Nonce was seen, from whichever face, pending or not", () => {
    const producer = net.face("/A");
    const consumer = net.face();
    const other = net.face();
    const interest = interestPacket("/A/1", { nonce: 7 });
    consumer.interest(interest);
    consumer.interest(interest);
    other.interest(interest);
    expect(producer.take()).toHaveLength(1);
    producer.data(dataPacket("/A/1"));
    expect(other.take()).toEqual([]);
    consumer.interest(interest);
    other.interest(interest);
    expect(producer.take()).toEqual([]);
    expect(net.core.counters.duplicateNonces).toBe(4);
  });

  it("are dropped when their Nonce was that of an earlier try", () => {
    const producer = net.face("/A");
    const [consumer, other, loop] = [net.face(), net.face(), net.face()];
    consumer.interest(interestPacket("/A/1", { nonce: 1 }));
    other.interest(interestPacket("/A/1", { nonce: 2 }));
    other.interest(interestPacket("/A/1", { nonce: 3 }));
    expect(producer.take()).toHaveLength(2);
    loop.interest(interestPacket("/A/1", { nonce: 2 }));
    expect(net.core.counters.duplicateNonces).toBe(1);
    expect(loop.pending).toBe(0);
  });

  it("are let through again when their Nonce was seen long ago", () => {
    const producer = net.face("/A");
    const consumer = net.face();
    const interest = interestPacket("/A/1", { nonce: 7, lifetime: 100 });
    consumer.interest(interest);
    net.clock.advance(5000);
    consumer.interest(interest);
    expect(producer.take()).toHaveLength(1);
    net.clock.advance(20_000);
    consumer.interest(interest);
    expect(producer.take()).toHaveLength(1);
  });

  it("with the Nonce of another name are let through", () => {
    const producer = net.face("/A");
    const consumer = net.face();
    consumer.interest(interestPacket("/A/1", { nonce: 7, lifetime: 10 }));
    net.clock.advance(10);
    consumer.interest(interestPacket("/A/2", { nonce: 7 }));
    expect(producer.take()).toHaveLength(2);
  });
});

describe("the best-route strategy", () => {
  it("chooses the lowest cost, the oldest face of equals", () => {
    const [dear, cheap, equal] = [net.face(), net.face(), net.face()];
    net.route("/A", dear, { cost: 10 });
    net.route("/A", equal, { cost: 5 });
    net.route("/A", cheap, { cost: 5 });
    const consumer = net.face();
    consumer.interest(interestPacket("/A/1"));
    expect([dear, cheap, equal].map((face) => face.take().length)).toEqual([0, 1, 0]);
  });

  it("tries the next best on each retransmission, then the one that was asked longest ago", () => {
    const producers = [net.face(), net.face(), net.face()];
    producers.forEach((face, cost) => {
      net.route("/A", face, { cost });
    });
    const consumer = net.face();
    const asked: number[] = [];
    for (let i = 0; i < 5; ++i) {
      consumer.interest(interestPacket("/A/1"));
      asked.push(producers.findIndex((face) => face.take().length === 1));
    }
    expect(asked).toEqual([0, 1, 2, 0, 1]);
  });

  it("answers with Nack NoRoute, echoing the token, when there is nowhere to go", () => {
    const consumer = net.face();
    const interest = interestPacket("/nowhere");
    const token = Uint8Array.of(5);
    consumer.interest(interest, token);
    const [nack] = consumer.take();
    expect(nack).toMatchObject({ type: "nack", reason: 150, pitToken: token });
    expect(new Decoder(nack!.packet).decode(Interest).name.toString()).toBe("/8=nowhere");
    expect(net.core.pit.size).toBe(0);
  });

  it("passes a Nack on when all that were asked have refused, with the mildest reason", () => {
    const [first, second] = [net.face("/A"), net.face("/A")];
    const consumer = net.face();
    consumer.interest(interestPacket("/A/1", { nonce: 1 }));
    consumer.interest(interestPacket("/A/1", { nonce: 2 }));
    first.nack(first.take()[0]!.packet, 150);
    expect(consumer.take()).toEqual([]);
    second.nack(second.take()[0]!.packet, 50);
    expect(consumer.take()).toMatchObject([{ type: "nack", reason: 50 }]);
    expect(net.core.pit.size).toBe(0);
  });

  it("takes no notice of a Nack for an Interest that was not sent there", () => {
    const producer = net.face("/A");
    const stranger = net.face();
    const consumer = net.face();
    consumer.interest(interestPacket("/A/1", { nonce: 1 }));
    const { packet } = producer.take()[0]!;
    stranger.nack(packet, 150);
    producer.nack(interestPacket("/A/1", { nonce: 2 }), 150);
    expect(consumer.take()).toEqual([]);
    producer.data(dataPacket("/A/1"));
    expect(consumer.take()).toHaveLength(1);
  });
});

describe("the multicast strategy", () => {
  beforeEach(() => {
    net.multicast("/svs");
  });

  it("sends to every next hop but the face it came from", () => {
    const members = [net.face("/svs"), net.face("/svs"), net.face("/svs")];
    members[1]!.interest(interestPacket("/svs/v=3"));
    expect(members.map((member) => member.take().length)).toEqual([1, 0, 1]);
  });

  it("lets two members that say the same hear each other, and a third hear it once", () => {
    const [a, b, c] = [net.face("/svs"), net.face("/svs"), net.face("/svs")];
    a.interest(interestPacket("/svs/same", { nonce: 1 }));
    expect([b.take().length, c.take().length]).toEqual([1, 1]);
    b.interest(interestPacket("/svs/same", { nonce: 2 }));
    expect([a.take().length, b.take().length, c.take().length]).toEqual([1, 0, 0]);
  });

  it("sends a retransmission to all again", () => {
    const [a, b] = [net.face("/svs"), net.face("/svs")];
    a.interest(interestPacket("/svs/1", { nonce: 1 }));
    a.interest(interestPacket("/svs/1", { nonce: 2 }));
    expect(b.take()).toHaveLength(2);
  });

  it("is silent with nobody to hear, and passes no Nack on", () => {
    const a = net.face("/svs");
    a.interest(interestPacket("/svs/1", { nonce: 1 }));
    expect(a.take()).toEqual([]);
    const b = net.face("/svs");
    b.nack(b.take()[0]!.packet, 150);
    expect(a.take()).toEqual([]);
    expect(net.core.pit.size).toBe(1);
  });

  it("sends what pends to a next hop that appears meanwhile, and only under its prefix", () => {
    const a = net.face("/svs");
    const interest = interestPacket("/svs/g/1", { lifetime: 1000 });
    a.interest(interest);
    a.interest(interestPacket("/svs/h/1", { lifetime: 1000 }));
    net.clock.advance(900);
    const b = net.face("/svs/g");
    expect(b.take().map(({ type }) => type)).toEqual(["interest"]);
    b.data(dataPacket("/svs/g/1"));
    expect(a.take()).toHaveLength(1);
    net.clock.advance(100);
    const c = net.face("/svs/h");
    expect(c.take()).toEqual([]);
  });

  it("does not send what pends twice, nor what only the asker itself still waits for", () => {
    const [a, b] = [net.face("/svs"), net.face("/svs")];
    a.interest(interestPacket("/svs/1", { nonce: 1, lifetime: 100 }));
    expect(b.take()).toHaveLength(1);
    net.route("/svs", b, { cost: 3 });
    expect(b.take()).toEqual([]);

    const c = net.face();
    a.interest(interestPacket("/svs/2", { nonce: 2, lifetime: 100 }));
    c.interest(interestPacket("/svs/2", { nonce: 3, lifetime: 1000 }));
    net.clock.advance(500);
    net.route("/svs", c);
    expect(c.take()).toEqual([]);
  });

  it("serves the longest prefix it was chosen for, until it is unset", () => {
    const members = [net.face("/svs/p2p/x"), net.face("/svs/p2p/x")];
    const consumer = net.face();
    const reached = (name: string) => {
      consumer.interest(interestPacket(name));
      return members.reduce((n, member) => n + member.take().length, 0);
    };
    expect(reached("/svs/p2p/x/1")).toBe(2);
    net.core.strategies.set(new Name("/svs/p2p").value, { ...net.core.strategies.entries()[0]!.strategy });
    expect(reached("/svs/p2p/x/2")).toBe(1);
    expect(net.core.strategies.unset(new Name("/svs/p2p").value)).toBe(true);
    expect(reached("/svs/p2p/x/3")).toBe(2);
  });
});

describe("the hop limit", () => {
  const hopLimitOf = (packet: Uint8Array) => new Decoder(packet).decode(Interest).hopLimit;

  it("is taken down by one, and an Interest that has none left is dropped", () => {
    const producer = net.face("/A");
    const consumer = net.face();
    const interest = interestPacket("/A/1", { hopLimit: 5 });
    const before = interest.slice();
    consumer.interest(interest);
    expect(hopLimitOf(producer.take()[0]!.packet)).toBe(4);
    expect(interest).toEqual(before);
    consumer.interest(interestPacket("/A/2", { hopLimit: 0 }));
    expect(producer.take()).toEqual([]);
    expect(net.core.counters.outOfScope).toBe(1);
  });

  it("lets the last hop be to an application, not to another machine", () => {
    const producer = net.face("/A");
    const remote = net.remoteFace("/B");
    const consumer = net.face();
    consumer.interest(interestPacket("/A/1", { hopLimit: 1 }));
    consumer.interest(interestPacket("/B/1", { hopLimit: 1 }));
    expect(producer.take()).toHaveLength(1);
    expect(remote.take()).toEqual([]);
  });
});

describe("a Nonce that is missing", () => {
  it("is put where it belongs", () => {
    const producer = net.face("/A");
    const consumer = net.face();
    const small = new Name("/A/1");
    const large = new Name("/A/2").append(new Component(0x02, new Uint8Array(32)));
    const selectors: Encodable[] = [[0x21], [0x12]];
    for (const rest of [
      [small, ...selectors],
      [large, ...selectors, [0x24, new Uint8Array(300)]],
    ]) {
      const bare = Encoder.encode([0x05, rest] as EncodableTlv);
      consumer.interest(bare);
      const { packet } = producer.take()[0]!;
      expect(packet).toHaveLength(bare.length + 6);
      const interest = new Decoder(packet).decode(Interest);
      expect(interest.nonce).toBeTypeOf("number");
      expect(interest).toMatchObject({ canBePrefix: true, mustBeFresh: true });
    }
    expect(net.core.pit.size).toBe(2);
    producer.data(dataPacket("/A/1"));
    expect(consumer.take()).toHaveLength(1);
  });
});

describe("scope", () => {
  it("keeps /localhost on this machine", () => {
    const local = net.face("/localhost/app");
    const remote = net.remoteFace("/localhost/app");
    const consumer = net.face();
    net.multicast("/localhost/app");
    remote.interest(interestPacket("/localhost/app/1"));
    remote.data(dataPacket("/localhost/app/2"));
    expect(local.take()).toEqual([]);
    expect(net.core.counters.outOfScope).toBe(2);
    consumer.interest(interestPacket("/localhost/app/3"));
    expect(local.take()).toHaveLength(1);
    expect(remote.take()).toEqual([]);
  });

  it("keeps /localhop from going on to a further machine", () => {
    net.multicast("/localhop");
    const local = net.face("/localhop");
    const remotes = [net.remoteFace("/localhop"), net.remoteFace("/localhop")];
    remotes[0]!.interest(interestPacket("/localhop/1"));
    expect([local.take().length, remotes[1]!.take().length]).toEqual([1, 0]);
    local.interest(interestPacket("/localhop/2"));
    expect(remotes.map((face) => face.take().length)).toEqual([1, 1]);
  });
});

describe("a forwarding hint", () => {
  it("leads further only if nobody here has registered the name", () => {
    const uplink = net.face("/isp");
    const consumer = net.face();
    consumer.interest(interestPacket("/A/1", { hint: "/isp" }));
    expect(uplink.take()).toHaveLength(1);
    const producer = net.face("/A");
    consumer.interest(interestPacket("/A/2", { hint: "/isp" }));
    expect([uplink.take().length, producer.take().length]).toEqual([0, 1]);
  });
});

describe("limits", () => {
  it("bound what pends for one face, and say so", () => {
    net = new CoreFixture({ limits: { pendingPerFace: 2 } });
    const producer = net.face("/A");
    const flood = net.face();
    const other = net.face();
    for (let i = 0; i < 5; ++i) {
      flood.interest(interestPacket(`/A/${i}`));
    }
    other.interest(interestPacket("/A/other"));
    expect(producer.take()).toHaveLength(3);
    expect(flood.counters.overLimit).toBe(3);
    producer.data(dataPacket("/A/0"));
    flood.interest(interestPacket("/A/again"));
    expect(producer.take()).toHaveLength(1);
  });

  it("bound what pends in all", () => {
    net = new CoreFixture({ limits: { pending: 3 } });
    const producer = net.face("/A");
    for (let i = 0; i < 5; ++i) {
      net.face().interest(interestPacket(`/A/${i}`));
    }
    expect(producer.take()).toHaveLength(3);
    net.clock.advance(4000);
    net.face().interest(interestPacket("/A/later"));
    expect(producer.take()).toHaveLength(1);
  });

  it("bound how long an Interest pends, whatever it asks for", () => {
    net.face("/A");
    const consumer = net.face();
    consumer.interest(interestPacket("/A/1", { lifetime: 2 ** 40 }));
    net.clock.advance(3_600_000);
    expect(net.core.pit.size).toBe(0);
  });
});

describe("closing", () => {
  it("leaves no timer behind", () => {
    net.face("/A");
    net.face().interest(interestPacket("/A/1"));
    expect(net.clock.armed).toBe(1);
    net.core.close();
    expect(net.clock.armed).toBe(0);
  });
});
