import type { Name, NameLike } from "@ndn/packet";
import type { SvSyncCore, SvSyncEventMap, SyncStatus, WaitOptions, WhenSyncedOptions } from "@svs/core";
import type { StateVector } from "@svs/tlv";
import type { AcrossThreads } from "./across-threads.js";
import type { MessageEndpoint } from "./endpoint.js";
import { MemberWorker, type OpenOptions } from "./member-worker.js";

/** An `SvSyncCore` in a worker: a member of pure sync. */
export class SvSyncCoreWorker
  extends MemberWorker<SvSyncEventMap>
  implements AcrossThreads<SvSyncCore, "group", "dialect">
{
  /**
   * Has the worker's script open its member, with these options.
   * @param worker - runs a script that calls `hostMember`, or is about to. Not owned.
   * @throws SvsError `worker-failed`, `aborted`, `invalid-argument` if it opens another kind of member; and whatever
   * opening it there throws.
   */
  static async open<Options extends object>(
    worker: MessageEndpoint,
    options: OpenOptions<Options>,
  ): Promise<SvSyncCoreWorker> {
    return new SvSyncCoreWorker(worker).begin("SvSyncCore", options);
  }

  /** Group prefix. */
  get group(): Name {
    return this.fact("group");
  }

  /** A copy of the state vector, as it is known now. Stamps stay behind: they are of the worker's clock. */
  getState(): Promise<StateVector> {
    return this.call("getState");
  }

  /** As `SvSyncCore.getSeqNo`. */
  getSeqNo(node: NameLike, bootstrapTime?: number): Promise<number> {
    return this.call("getSeqNo", node, bootstrapTime);
  }

  /** As `SvSyncCore.updateSeqNo`. */
  updateSeqNo(seqNo: number, node: NameLike): Promise<void> {
    return this.call("updateSeqNo", seqNo, node);
  }

  /** As `SvSyncCore.vouch`. */
  vouch(node: NameLike, bootstrapTime: number, seqNo: number): Promise<void> {
    return this.call("vouch", node, bootstrapTime, seqNo);
  }

  /** As `SvSyncCore.syncNow`. */
  syncNow(options: WaitOptions = {}): Promise<void> {
    return this.call("syncNow", options);
  }

  /** As `SvSyncCore.whenSynced`. */
  whenSynced(options: WhenSyncedOptions = {}): Promise<void> {
    return this.call("whenSynced", options);
  }

  /** Where the member stands, read when the worker is asked. */
  get status(): Promise<SyncStatus> {
    return this.call("status");
  }
}
