import type { Data, Name, NameLike } from "@ndn/packet";
import {
  type FetchDataOptions,
  type FetchDataPacketOptions,
  type Publication,
  type PublicationId,
  type SvSyncReader,
  SvsError,
  type WaitOptions,
} from "@svs/core";
import type { AcrossThreads } from "./across-threads.js";
import type { MessageEndpoint } from "./endpoint.js";
import type { OpenOptions } from "./member-worker.js";
import { PublicationReading } from "./publication-reading.js";
import { SvSyncCoreWorker } from "./sv-sync-core-worker.js";

/** An `SvSyncFollower`, or another reader, in a worker. */
export class SvSyncReaderWorker
  extends SvSyncCoreWorker
  implements AcrossThreads<SvSyncReader, "group", "dialect">
{
  private reading: PublicationReading | undefined;

  /** As {@link SvSyncCoreWorker.open}. */
  static override async open<Options extends object>(
    worker: MessageEndpoint,
    options: OpenOptions<Options>,
  ): Promise<SvSyncReaderWorker> {
    return new SvSyncReaderWorker(worker).begin("SvSyncReader", options);
  }

  /** As `SvSyncReader.dataName`. */
  dataName({ node, bootstrapTime, seqNo }: PublicationId): Promise<Name> {
    return this.call("dataName", { node, bootstrapTime, seqNo });
  }

  /** As `SvSyncReader.dataPrefix`. */
  dataPrefix(node: Name): Promise<Name> {
    return this.call("dataPrefix", node);
  }

  /** As `SvSyncReader.fetchData`; the content comes as {@link publications} hands it out. */
  fetchData(node: NameLike, seqNo: number, options: FetchDataOptions = {}): Promise<Publication> {
    return this.call("fetchData", node, seqNo, options);
  }

  /** As `SvSyncReader.fetchDataPacket`. */
  fetchDataPacket(node: NameLike, seqNo: number, options: FetchDataPacketOptions = {}): Promise<Data> {
    return this.call("fetchDataPacket", node, seqNo, options);
  }

  /** As `SvSyncReader.serveDataPacket`. */
  serveDataPacket({ node, bootstrapTime, seqNo }: PublicationId, data: Data): Promise<void> {
    return this.call("serveDataPacket", { node, bootstrapTime, seqNo }, data);
  }

  /**
   * As `SvSyncReader.publications`: at least once, in order, delivered when the next one is asked for here. However
   * long this thread is busy, no more than `fetch.readAhead` of them wait in the worker, and none on the way.
   *
   * Contents are moved. One that came in a single packet is copied once before that, for the packet stays in the
   * worker's store.
   *
   * It ends when the member closes; it throws `aborted` when the signal aborts, `worker-failed` when the worker is gone.
   * @throws SvsError `invalid-argument` if another reading goes on, `closed`, `worker-failed`.
   */
  publications(options: WaitOptions = {}): AsyncIterableIterator<Publication> {
    this.connection.ensureOpen();
    if (this.reading) {
      throw new SvsError(
        "invalid-argument",
        "The publications are being read already; end that reading first.",
      );
    }
    let ended = false;
    const reading = new PublicationReading(this.connection, options, () => {
      ended = true;
      this.reading = undefined;
    });
    this.reading = ended ? undefined : reading;
    return reading;
  }
}
