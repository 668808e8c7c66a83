import { Interest, Name } from "@ndn/packet";
import { digestSigning, v3 } from "@svs/core";
import { StateVector } from "@svs/tlv";
import { type MemberPorts, type MemoryNetwork, simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { type Member, openStar } from "../member/group.js";
import { Mallory } from "./mallory.js";

const group = new Name("/group");

/** Who joins with nothing, says so once, and then listens. */
class Newcomer {
  /** Until somebody's vector came, other than an empty one: in milliseconds. */
  waited: number | undefined;
  private readonly ports: MemberPorts;

  constructor(
    private readonly network: MemoryNetwork,
    name: string,
  ) {
    this.ports = network.member(name, { delay: 10 });
  }

  /** An empty vector, signed so that it is the same octets whoever sends it. */
  async emptyVector(): Promise<Interest> {
    const vector = new StateVector().encode();
    const random = { next: () => 0.5 };
    return this.ports.clock.work(v3.makeSyncInterest({ group, vector, signer: digestSigning, random }));
  }

  /** From now on it is known how long it has {@link waited}. */
  async join(empty: Interest): Promise<void> {
    const { network, ports } = this;
    let begun = Number.POSITIVE_INFINITY;
    await network.complete(
      ports.transport.serve(v3.syncPrefix(group), (interest) => {
        const { size } = StateVector.decode(v3.readSyncInterest(interest, group).vector);
        if (size > 0 && network.now > begun) {
          this.waited ??= network.now - begun;
        }
        return undefined;
      }),
    );
    const packet = new Interest(empty);
    packet.nonce = 1 + ports.random.below(2 ** 32 - 1);
    begun = network.now;
    ports.transport.send(packet);
  }
}

const aboutAtOnce: unknown = expect.toSatisfy((waited: number) => waited < 350);
const soon: unknown = expect.toSatisfy((waited: number) => waited < 4000);

async function begin(network: MemoryNetwork): Promise<{ readonly alice: Member; readonly bob: Member }> {
  const members = await openStar(network, ["alice", "bob"]);
  await network.complete(members.alice.svs.publish("hello"));
  await network.complete(members.bob.svs.publish("hello"));
  await network.advance(60_000);
  return members;
}

test("who joins with the very same packet as another one before is answered at once, too", () =>
  simulate("the same packet of two", 1, async (network) => {
    await begin(network);
    const newcomers = [new Newcomer(network, "first"), new Newcomer(network, "second")];
    const packet = await newcomers[0]!.emptyVector();
    for (const newcomer of newcomers) {
      await newcomer.join(packet);
      await network.advance(20_000);
    }
    expect(newcomers.map(({ waited }) => waited)).toEqual([aboutAtOnce, aboutAtOnce]);
  }));

test("an empty vector ten times a second gets few answers, and who joins meanwhile is not kept waiting", () =>
  simulate("empty vectors", [1, 2, 3], async (network) => {
    const { alice, bob } = await begin(network);
    const mallory = new Mallory(network.member("mallory", { delay: 10 }));
    const sent = (): number =>
      [alice, bob].flatMap(({ svs }) => Object.values(svs.status.counters.sent)).reduce((a, b) => a + b);
    const before = sent();
    const newcomers = Array.from({ length: 40 }, (_, i) => new Newcomer(network, `newcomer${i}`));
    for (let i = 0; i < 600; i++) {
      await mallory.announce([]);
      await network.advance(100);
      if (i % 30 === 29) {
        await newcomers[(i - 29) / 30]!.join(await newcomers[0]!.emptyVector());
      }
    }
    expect(sent() - before).toBeLessThan(80);
    // And when it has stopped, so that no answer is for it.
    for (const newcomer of newcomers.slice(20)) {
      await newcomer.join(await newcomer.emptyVector());
      await network.advance(4000);
    }
    expect(newcomers.map(({ waited }) => waited)).toEqual(Array(40).fill(soon));
  }));
