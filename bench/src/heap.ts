import "../../tests/with-resolvers.js";
import { Forwarder } from "@ndn/fw";
import { Name } from "@ndn/packet";
import { SvSync as NdntsSync } from "@ndn/svs";
import { SvSync } from "@svs/core";
import { MemoryNetwork } from "@svs/transport-memory";
import { heldOctetsAsync } from "./measure.js";
import type { Figure } from "./report.js";

/**
 * What a member that has just joined holds, its stores and its end of a simulated network included; beside it
 * NDNts' `SvSync` with a forwarder of its own, as an application has one.
 */
export async function heapFigures(members: number): Promise<Figure[]> {
  await ours(1); // what is made once, whoever comes
  closeAll(await ndnts(1));
  const value = (await heldOctetsAsync(() => ours(members))).octets / members;
  const { octets, built } = await heldOctetsAsync(() => ndnts(members));
  const peer = octets / members;
  closeAll(built);
  return [{ name: `heap per member, ${members} members`, value, unit: "octets", peer, ratio: peer / value }];
}

async function ours(members: number): Promise<unknown> {
  const network = new MemoryNetwork({ seed: 1, log: false });
  const names = Array.from({ length: members }, (_, i) => `m${i}`);
  const ports = network.star(names, { delay: 1 });
  const group: SvSync[] = [];
  for (const name of names) {
    group.push(await network.complete(SvSync.open({ ...ports[name]!, group: "/bench", node: `/${name}` })));
  }
  return { network, group };
}

function closeAll(group: readonly NdntsSync[]): void {
  for (const sync of group) {
    sync.close();
  }
}

async function ndnts(members: number): Promise<NdntsSync[]> {
  const group: NdntsSync[] = [];
  for (let i = 0; i < members; i++) {
    const fw = Forwarder.create();
    const sync = await NdntsSync.create({ fw, syncPrefix: new Name("/bench"), svs3: true });
    sync.get(new Name(`/m${i}`));
    group.push(sync);
  }
  return group;
}
