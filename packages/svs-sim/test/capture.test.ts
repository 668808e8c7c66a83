import { once } from "node:events";
import { Readable } from "node:stream";
import { Data, Interest } from "@ndn/packet";
import { Decoder } from "@ndn/tlv";
import { StateVector } from "@svs/tlv";
import { type Packet, parse } from "pcap-parser";
import { describe, expect, it } from "vitest";
import { Capture } from "../src/capture.js";
import { runMachines } from "../src/machine-level/run-machines.js";
import type { Scenario } from "../src/scenario.js";
import { runStack } from "../src/stack-level/run-stack.js";

const SCENARIO: Scenario = {
  name: "captured",
  members: 3,
  duration: 5000,
  delay: 10,
  options: { quietRepair: false },
  publications: { pattern: "once", at: 2123.456, by: 1 },
};

/** Reads a capture file by a reader that is not ours. */
async function read(file: Uint8Array): Promise<{ linkLayerType: number; packets: Packet[] }> {
  const parser = parse(Readable.from([Buffer.from(file)], { objectMode: false }));
  const packets: Packet[] = [];
  let linkLayerType = -1;
  parser.on("globalHeader", (header: { linkLayerType: number }) => {
    linkLayerType = header.linkLayerType;
  });
  parser.on("packet", (packet: Packet) => packets.push(packet));
  await once(parser, "end");
  return { linkLayerType, packets };
}

describe("a capture file", () => {
  it("has each Sync Interest of a run at machine level as an NDN frame on Ethernet, whole", async () => {
    const capture = new Capture(SCENARIO);
    const { octets } = await runMachines(SCENARIO, 1, capture.hooks);
    const { linkLayerType, packets } = await read(await capture.file());
    expect(linkLayerType).toBe(1);
    expect(packets).toHaveLength(4);
    let total = 0;
    for (const { header, data } of packets) {
      expect(header.originalLength).toBe(header.capturedLength);
      expect(data.subarray(0, 6).toString("hex")).toBe("01005e0017aa");
      expect(data.readUInt16BE(12)).toBe(0x8624);
      const interest = Decoder.decode(data.subarray(14), Interest);
      expect(interest.appParameters).toBeDefined();
      total += data.length - 14;
    }
    expect(total).toBe(octets.syncInterests);

    const last = packets[3]!;
    expect(last.data.subarray(6, 12).toString("hex")).toBe("020000000001");
    expect(last.header.timestampSeconds).toBe(1_767_225_602);
    expect(last.header.timestampMicroseconds).toBe(123_456);
    const vectorData = Decoder.decode(Decoder.decode(last.data.subarray(14), Interest).appParameters!, Data);
    expect([...StateVector.decode(vectorData.content)].map(({ seqNo }) => seqNo)).toEqual([1]);
  });

  it("has every packet that a member of the whole stack sends", async () => {
    const capture = new Capture(SCENARIO);
    const { octets } = await runStack(SCENARIO, 1, capture.hooks);
    const { packets } = await read(await capture.file());
    const types = packets.map(({ data }) => data[14]);
    expect(types.filter((type) => type === 0x06)).toHaveLength(1); // both ask at once: one answer does for them
    const total = packets.reduce((sum, { data }) => sum + data.length - 14, 0);
    expect(total).toBe(octets.syncInterests + octets.dataInterests + octets.data);
  });
});
