import { type Encodable, Encoder, NNI } from "@ndn/tlv";
import type { FaceCounters } from "../forwarding/face-counters.js";
import type { ManagementContext, ManagementModule } from "./management-module.js";
import { MgmtType } from "./mgmt-type.js";

/** `status`: the forwarder as a whole. */
export function statusModule(context: ManagementContext): ManagementModule {
  const { core, clock, startedAt, version } = context;
  const general = (): Uint8Array => {
    const sum = (counter: keyof FaceCounters): number =>
      core.totals[counter] + [...core.faces.values()].reduce((n, face) => n + face.counters[counter], 0);
    const number = (type: number, n: number): Encodable => [type, NNI(Math.floor(n))];
    return Encoder.encode([
      [MgmtType.NfdVersion, Buffer.from(version)],
      number(MgmtType.StartTimestamp, startedAt),
      number(MgmtType.CurrentTimestamp, clock.wall()),
      number(MgmtType.NNameTreeEntries, core.rib.size + core.strategies.size + core.pit.size),
      number(MgmtType.NFibEntries, core.rib.size),
      number(MgmtType.NPitEntries, core.pit.size),
      number(MgmtType.NMeasurementsEntries, 0),
      number(MgmtType.NCsEntries, core.contentStore.size),
      number(MgmtType.NInInterests, sum("inInterests")),
      number(MgmtType.NInData, sum("inData")),
      number(MgmtType.NInNacks, sum("inNacks")),
      number(MgmtType.NOutInterests, sum("outInterests")),
      number(MgmtType.NOutData, sum("outData")),
      number(MgmtType.NOutNacks, sum("outNacks")),
      number(MgmtType.NSatisfiedInterests, core.counters.satisfiedInterests),
      number(MgmtType.NUnsatisfiedInterests, core.counters.unsatisfiedInterests),
    ]);
  };
  return { commands: new Map(), datasets: new Map([["general", general]]) };
}
