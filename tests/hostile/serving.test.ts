import { Interest, Name } from "@ndn/packet";
import { MemoryPublicationStore, v3 } from "@svs/core";
import { simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { open } from "../member/group.js";

/** Counts what it is asked for. */
class CountingStore extends MemoryPublicationStore {
  asked = 0;

  override get(
    ...args: Parameters<MemoryPublicationStore["get"]>
  ): ReturnType<MemoryPublicationStore["get"]> {
    this.asked++;
    return super.get(...args);
  }
}

test("a thousand Interests for publications that there are not get no answer, and hold up no other one", () =>
  simulate("Interests for nothing", 1, async (network) => {
    const publicationStore = new CountingStore();
    const ports = network.star(["alice", "bob"], { delay: 10 });
    const alice = await open(network, "alice", ports.alice, { publicationStore });
    const bob = await open(network, "bob", ports.bob);
    await network.complete(alice.svs.publish("before"));
    await network.settle();
    const before = publicationStore.asked;
    const { transport } = network.member("mallory", { delay: 10 });
    const [group, node] = [new Name("/group"), new Name("/alice")];
    const { bootstrapTime } = alice.svs;
    let answers = 0;
    for (let i = 0; i < 1000; i++) {
      const id = i % 2 === 0 ? { bootstrapTime, seqNo: 2 + i } : { bootstrapTime: i, seqNo: 1 };
      const name = v3.dataName(group, { node, ...id });
      const interest = new Interest(i % 3 === 0 ? name.append(`${i}`) : name, Interest.Lifetime(4000));
      interest.canBePrefix = i % 5 === 0;
      transport.express(interest).then(
        () => answers++,
        () => undefined,
      );
    }
    await network.advance(15);
    const begun = network.now;
    await network.complete(alice.svs.publish("meanwhile"));
    await network.until(() => bob.heard.length === 2, { within: 1000 });
    expect(network.now - begun).toBe(60); // as ever: there and back twice
    await network.settle();
    expect(answers).toBe(0);
    expect(publicationStore.asked - before).toBe(1001);
    expect(alice.failure).toBeUndefined();
  }));
