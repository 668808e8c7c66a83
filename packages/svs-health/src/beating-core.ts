import type { Name } from "@ndn/packet";
import { SvSyncCore, type SvSyncCoreOptions } from "@svs/core";

/** Pure sync that takes its next number from what it gave out itself, whatever others say of its name. */
export class BeatingCore extends SvSyncCore {
  /** @throws SvsError as `SvSyncCore.open`. */
  static override async open(options: SvSyncCoreOptions): Promise<BeatingCore> {
    const core = new BeatingCore(options);
    await core.start();
    return core;
  }

  /**
   * Takes the next number, and announces it. Await one before the next.
   * @throws SvsError as `updateSeqNo`.
   */
  async beat(node: Name): Promise<void> {
    this.ensureOpen();
    const { seqNo } = await this.ownNodes.join(node, this.clock.wall(), this.vector);
    await this.updateSeqNo(seqNo + 1, node);
  }
}
