import { SvSyncBase, type SvSyncOptions } from "./sv-sync-base.js";

/**
 * A member of a group: publishes, learns what the others published, and fetches it.
 *
 * ```ts
 * const svs = await SvSync.open({ transport, group: "/svs", node: "/alice" });
 * await svs.publish("hello");
 * for await (const pub of svs.publications()) {
 *   console.log(`${pub.node} #${pub.seqNo}: ${pub.text()}`);
 * }
 * ```
 *
 * Publications are named as the dialect says; in version 3 `/<node>/<group>/t=<bootstrap>/seq=<n>`
 * (section 2).
 */
export class SvSync extends SvSyncBase {
  /**
   * Opens a member: takes up its state, serves what it published before, and announces.
   * @throws SvsError `invalid-argument`, `registration-failed`, `store-failed`, `aborted`, `closed`.
   */
  static override async open(options: SvSyncOptions): Promise<SvSync> {
    const svs = new SvSync(options);
    await svs.start();
    return svs;
  }
}
