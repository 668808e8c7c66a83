import { SvSync, type SvSyncOptions } from "@svs/core";
import type { MemberPorts, MemoryNetwork } from "@svs/transport-memory";
import { SvSyncWorker } from "@svs/worker";
import { hostMember } from "@svs/worker/host";
import { VirtualEnd } from "./virtual-threads.js";

/** A member in a thread, and one that is where the test is. */
export interface Group {
  readonly alice: SvSyncWorker;
  /** The member that `alice` stands for. */
  readonly hosted: SvSync;
  readonly bob: SvSync;
  /** The main thread's end. */
  readonly end: VirtualEnd;
}

export const GROUP = "/group";

/** Two members around a forwarder. */
export async function openGroup(
  network: MemoryNetwork,
  options: Partial<Omit<SvSyncOptions, keyof MemberPorts>> = {},
): Promise<Group> {
  const ports = network.star(["alice", "bob"], { delay: 10 });
  const [end, workerEnd] = VirtualEnd.pair(ports.alice.clock);
  let hosted: SvSync | undefined;
  hostMember(async ({ node }: { node: string }, { signal }) => {
    hosted = await SvSync.open({ ...options, ...ports.alice, group: GROUP, node, signal });
    return hosted;
  }, workerEnd);
  const alice = await network.complete(SvSyncWorker.open(end, { node: "/alice" }));
  const bob = await network.complete(SvSync.open({ ...options, ...ports.bob, group: GROUP, node: "/bob" }));
  return { alice, hosted: hosted!, bob, end };
}
