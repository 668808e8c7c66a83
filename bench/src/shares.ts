import { Data, Name } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import { digestSigning, MemoryPublicationStore, SvSync } from "@svs/core";
import { MemoryNetwork } from "@svs/transport-memory";
import { measureAsync } from "./measure.js";
import type { Figure } from "./report.js";

const CONTENT = new Uint8Array(100);

/**
 * What of the processor time of a publication, at both ends and with a simulated network in between, goes into
 * signing, checking, encoding and storing its Data. Each is measured alone, as often as it is done: two members,
 * 100 octets of content, digests.
 */
export async function shareFigures(): Promise<Figure[]> {
  const whole = await wholePublication(3_000);
  const name = new Name("/publisher/group");
  let number = 0;
  const nextData = (): Data => new Data(name.append(`${++number}`), CONTENT);
  const make = await measureAsync(async () => nextData());
  const sign = (await measureAsync(() => digestSigning.sign(nextData()))) - make;
  const data = nextData();
  await digestSigning.sign(data);
  const verify = await measureAsync(() => digestSigning.verify(data));
  // Every time a Data that was not encoded before: one that was keeps its octets.
  const encode =
    (await measureAsync(async () => {
      const unsigned = nextData();
      return Encoder.encode(unsigned);
    })) - make;
  const packet = Encoder.encode(data);
  const store = new MemoryPublicationStore();
  const put = await measureAsync(async () => {
    const seqNo = ++number;
    await store.put({
      node: name,
      bootstrapTime: 1,
      seqNo,
      segment: 0,
      name: name.append(`${seqNo}`),
      packet,
      own: false,
    });
  });
  const share = (what: string, microseconds: number): Figure => ({
    name: `share of a publication's processor time, ${what}`,
    value: (100 * Math.max(0, microseconds)) / whole,
    unit: "%",
  });
  return [
    { name: "processor time of a publication, two members", value: whole, unit: "µs" },
    share("signing, once", sign),
    share("checking, once", verify),
    share("encoding, once", encode),
    share("storing, at both ends", 2 * put),
  ];
}

/** Microseconds of processor time for one publication from one member to the other. */
async function wholePublication(count: number): Promise<number> {
  const network = new MemoryNetwork({ seed: 1, log: false });
  const ports = network.star(["a", "b"], { delay: 1 });
  const writer = await network.complete(SvSync.open({ ...ports["a"]!, group: "/bench", node: "/a" }));
  const reader = await network.complete(SvSync.open({ ...ports["b"]!, group: "/bench", node: "/b" }));
  let delivered = 0;
  void (async () => {
    for await (const _ of reader.publications()) {
      delivered++;
    }
  })();
  const run = async (): Promise<number> => {
    const wanted = delivered + count;
    const begun = process.cpuUsage();
    for (let i = 0; i < count; i++) {
      void writer.publish(CONTENT);
      await network.advance(10);
    }
    const { user, system } = process.cpuUsage(begun);
    if (delivered !== wanted) {
      throw new Error(`${wanted - delivered} of ${count} publications did not come.`);
    }
    return (user + system) / count;
  };
  await run(); // warm-up
  return run();
}
