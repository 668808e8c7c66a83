import { Data, Name } from "@ndn/packet";
import { digestSigning } from "@svs/core";
import { simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { openStar } from "./group.js";

test("packets are handed out as they were signed, and can be served by hand", () =>
  simulate("raw packets", 1, async (network) => {
    const { alice, bob, carol } = await openStar(
      network,
      ["alice", "bob", "carol"],
      { delay: 10 },
      { read: false },
    );
    const { bootstrapTime } = await network.complete(alice.svs.publish("small"));
    await network.complete(alice.svs.publish(new Uint8Array(20_000)));
    await network.settle();

    const small = await network.complete(bob.svs.fetchDataPacket("/alice", 1));
    expect(small.name.equals(`/alice/group/56=${hex(bootstrapTime)}/58=%01`)).toBe(true);
    await digestSigning.verify(small);
    const second = await network.complete(bob.svs.fetchDataPacket("/alice", 2, { segment: 1 }));
    expect(second.name.at(-1).value).toEqual(Uint8Array.of(1));
    expect(second.content.length).toBeGreaterThan(0);

    // What came some other way is checked before it is kept.
    const publication = { node: new Name("/alice"), bootstrapTime, seqNo: 1 };
    await carol.svs.serveDataPacket(publication, small);
    expect((await network.complete(carol.svs.fetchData("/alice", 1))).text()).toBe("small");
    await expect(carol.svs.serveDataPacket({ ...publication, seqNo: 2 }, small)).rejects.toMatchObject({
      code: "invalid-argument",
    });
    await expect(carol.svs.serveDataPacket(publication, new Data(small.name))).rejects.toMatchObject({
      code: "verification-failed",
    });
    await network.complete(alice.svs.close());
    await expect(network.complete(bob.svs.fetchDataPacket("/nobody", 1))).rejects.toMatchObject({
      code: "invalid-argument",
    });
  }));

function hex(seconds: number): string {
  return [24, 16, 8, 0]
    .map((shift) => `%${((seconds >>> shift) & 0xff).toString(16).padStart(2, "0").toUpperCase()}`)
    .join("");
}
