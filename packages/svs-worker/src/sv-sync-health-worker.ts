import type { Name, NameLike } from "@ndn/packet";
import type { HealthEventMap, Heart, SvSyncHealth } from "@svs/health";
import type { AcrossThreads } from "./across-threads.js";
import type { MessageEndpoint } from "./endpoint.js";
import { MemberWorker, type OpenOptions } from "./member-worker.js";

/** An `SvSyncHealth` in a worker: its heart beats on while this thread is busy. */
export class SvSyncHealthWorker
  extends MemberWorker<HealthEventMap>
  implements AcrossThreads<SvSyncHealth, "node", "core">
{
  /** As `SvSyncCoreWorker.open`. */
  static async open<Options extends object>(
    worker: MessageEndpoint,
    options: OpenOptions<Options>,
  ): Promise<SvSyncHealthWorker> {
    return new SvSyncHealthWorker(worker).begin("SvSyncHealth", options);
  }

  /** Node prefix: this member's own name. */
  get node(): Name {
    return this.fact("node");
  }

  /** As `SvSyncHealth.hearts`. */
  get hearts(): Promise<readonly Heart[]> {
    return this.call("hearts");
  }

  /** As `SvSyncHealth.alive`. */
  get alive(): Promise<readonly Name[]> {
    return this.call("alive");
  }

  /** As `SvSyncHealth.heartOf`. */
  heartOf(node: NameLike): Promise<Heart | undefined> {
    return this.call("heartOf", node);
  }
}
