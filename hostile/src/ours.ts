import { AltUri, Name } from "@ndn/packet";
import { SvSync } from "@svs/core";
import { GROUP, type Implementation, type Learnt, rowOf } from "./peer.js";

/** `SvSync`, as it is by default. */
export const ours: Implementation = {
  name: "@svs/core",
  async join(node, ports) {
    const svs = await SvSync.open({ ...ports, group: GROUP, node });
    const learnt: Learnt[] = [];
    svs.addEventListener("update", ({ detail: { node: of, bootstrapTime, low, high } }) => {
      learnt.push({ row: rowOf(AltUri.ofName(of), bootstrapTime), low, high });
    });
    return {
      get row() {
        return rowOf(node, svs.bootstrapTime);
      },
      learnt,
      rows: () =>
        new Map(
          Array.from(svs.getState(), ({ node: of, bootstrapTime, seqNo }) => [
            rowOf(AltUri.ofName(new Name(of)), bootstrapTime),
            seqNo,
          ]),
        ),
      publish: async () => (await svs.publish("honest")).seqNo,
    };
  },
};
