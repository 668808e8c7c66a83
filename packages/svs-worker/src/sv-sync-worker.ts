import type { Name, NameLike } from "@ndn/packet";
import {
  type Publication,
  type PublishOptions,
  type SvSyncBase,
  SvsError,
  type WaitOptions,
} from "@svs/core";
import type { AcrossThreads } from "./across-threads.js";
import type { MessageEndpoint } from "./endpoint.js";
import type { OpenOptions } from "./member-worker.js";
import { isMovable } from "./octets.js";
import { SvSyncReaderWorker } from "./sv-sync-reader-worker.js";

/** Options of {@link SvSyncWorker.publish}. */
export interface TransferOptions extends PublishOptions {
  /**
   * Moves the content to the worker and back, in place of copying it: the caller's `ArrayBuffer` has length 0 from
   * the call on, and the publication's `content` has the octets; if the call rejects, they are gone. The content has
   * to be all of its buffer. Default `false`: copied, and left as it is.
   */
  transfer?: boolean | undefined;
}

const utf8 = new TextEncoder();

/** An `SvSync`, an `SvSyncShared`, or another member that publishes, in a worker. */
export class SvSyncWorker
  extends SvSyncReaderWorker
  implements AcrossThreads<SvSyncBase, "group" | "node", "dialect">
{
  /** As {@link SvSyncReaderWorker.open}. */
  static override async open<Options extends object>(
    worker: MessageEndpoint,
    options: OpenOptions<Options>,
  ): Promise<SvSyncWorker> {
    return new SvSyncWorker(worker).begin("SvSyncBase", options);
  }

  /** The node prefix it was opened with. */
  get node(): Name {
    return this.fact("node");
  }

  /** This member's bootstrap time now, in seconds since 1970. */
  get bootstrapTime(): Promise<number> {
    return this.call("bootstrapTime");
  }

  /**
   * As `SvSync.publish`.
   * @returns the publication. Its content is the worker's copy, or with `transfer` the caller's octets again.
   * @throws SvsError as there; `invalid-argument` for octets that cannot be transferred, which stay as they are.
   */
  async publish(
    content: Uint8Array | string,
    { transfer = false, ...options }: TransferOptions = {},
  ): Promise<Publication> {
    const octets = typeof content === "string" ? utf8.encode(content) : content;
    if (transfer && octets.length > 0 && !isMovable(octets)) {
      throw new SvsError(
        "invalid-argument",
        "Only octets that are all of an ArrayBuffer of their own can be transferred; publish a copy of them, or without transfer.",
      );
    }
    const moving = transfer || typeof content === "string" ? octets : undefined;
    return this.connection.call<Publication>("publish", [octets, options], moving);
  }

  /** {@link publish}, by the name of the unified State Vector Sync API. */
  publishData(content: Uint8Array | string, options?: TransferOptions): Promise<Publication> {
    return this.publish(content, options);
  }

  /** As `SvSync.addNode`. */
  addNode(node: NameLike, options: WaitOptions = {}): Promise<void> {
    return this.call("addNode", node, options);
  }
}
