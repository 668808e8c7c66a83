import type { Forwarder, FwFace, FwPacket } from "@ndn/fw";
import { Name } from "@ndn/packet";
import type { Connection } from "../connection.js";
import { NdntsLink } from "../link/ndnts-link.js";
import { AnnouncingRegistrar } from "../management/announcing-registrar.js";
import { NfdRegistrar } from "../management/nfd-registrar.js";
import type { Registrar } from "../management/registrar.js";
import { PacketQueue } from "../packet-queue.js";
import type { TransportSettings } from "../transport-options.js";
import type { ForwarderSearch } from "./forwarder-search.js";

/** A link to a logical forwarder of NDNts, and the face it made there. */
export interface FoundFace {
  readonly link: NdntsLink;
  readonly face: FwFace;
}

/** How an NDNts logical forwarder is used. */
export interface NdntsSearchOptions {
  readonly fw: Forwarder;
  /**
   * The face to a remote forwarder that commands go to; `undefined` to announce to the logical forwarder
   * instead.
   */
  readonly uplink: FwFace | undefined;
  readonly settings: TransportSettings;
}

/** Attaches to a logical forwarder, anew whenever its uplink has come back. */
export class NdntsSearch implements ForwarderSearch<FoundFace> {
  private watching = false;
  private uplinkIsUp = true;
  private whenUp: (() => void) | undefined;
  private link: NdntsLink | undefined;

  constructor(private readonly options: NdntsSearchOptions) {}

  async open(signal: AbortSignal): Promise<FoundFace> {
    this.watchUplink(signal);
    while (!this.uplinkIsUp && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.whenUp = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    }
    const toForwarder = new PacketQueue<FwPacket>();
    const link = new NdntsLink(
      (packet) => toForwarder.push(packet),
      () => {
        toForwarder.end();
        face.close();
      },
    );
    const face = this.options.fw.addFace(
      { rx: toForwarder, tx: (packets) => void consume(packets, link) },
      { describe: "SVS", local: true, routeCapture: false },
    );
    this.link = link;
    return { link, face };
  }

  registrar(connection: Connection, { face }: FoundFace): Registrar {
    const { settings, uplink } = this.options;
    const { clock, random, commandSigner, commandPrefix, commandTimeout } = settings;
    if (uplink === undefined) {
      return new AnnouncingRegistrar(face);
    }
    const prefix = commandPrefix ?? new Name(uplink.attributes.local ? "/localhost/nfd" : "/localhop/nfd");
    const commands = new NfdRegistrar(connection, {
      clock,
      random,
      signer: commandSigner,
      prefixes: [prefix],
      timeout: commandTimeout,
    });
    return new AnnouncingRegistrar(face, commands);
  }

  /** From the first call on, until the transport is closed. */
  private watchUplink(signal: AbortSignal): void {
    const { uplink } = this.options;
    if (this.watching || uplink === undefined) {
      return;
    }
    this.watching = true;
    uplink.addEventListener(
      "up",
      () => {
        this.uplinkIsUp = true;
        this.whenUp?.();
      },
      { signal },
    );
    for (const type of ["down", "close"] as const) {
      uplink.addEventListener(
        type,
        () => {
          this.uplinkIsUp = false;
          this.link?.lose(`the face ${uplink} went ${type === "down" ? "down" : "away"}`);
        },
        { signal },
      );
    }
  }
}

async function consume(packets: AsyncIterable<FwPacket>, link: NdntsLink): Promise<void> {
  for await (const packet of packets) {
    link.receive(packet);
  }
}
