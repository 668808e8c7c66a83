import { Forwarder, type FwFace } from "@ndn/fw";
import { Name } from "@ndn/packet";
import { SvsError } from "@svs/core";
import { ForwarderTransport } from "./forwarder-transport.js";
import { type FoundFace, NdntsSearch } from "./search/ndnts-search.js";
import { type ForwarderTransportOptions, settingsOf } from "./transport-options.js";

/** Options of {@link NdntsTransport.open}: one of `fw` and `face`. */
export interface NdntsTransportOptions
  extends Omit<ForwarderTransportOptions, "connectTimeout" | "writeBufferMax"> {
  /**
   * A logical forwarder. Served prefixes become routes and announcements of it; whether they are registered
   * further on is its owner's business (`enableNfdPrefixReg`), and so is the multicast strategy.
   */
  fw?: Forwarder | undefined;
  /**
   * A face to a forwarder: one that is on a logical forwarder already, or an `L3Face`, which is put on one
   * of its own. Served prefixes are registered over it, and the multicast strategy set, by commands.
   */
  face?: FwFace | FwFace.RxTx | FwFace.RxTxDuplex | undefined;
}

/**
 * A transport over what an NDNts program has already: a face, or a logical forwarder. Neither is owned:
 * closing the transport leaves them open.
 */
export class NdntsTransport extends ForwarderTransport<FoundFace> {
  /**
   * Attaches.
   * @returns resolves when the transport is up; the caller owns it and closes it.
   * @throws SvsError `invalid-argument`, `aborted`.
   */
  static async open(options: NdntsTransportOptions): Promise<NdntsTransport> {
    const { fw, face } = options;
    if ((fw === undefined) === (face === undefined)) {
      throw new SvsError("invalid-argument", "Hand in either a logical forwarder or a face, and not both.");
    }
    const settings = settingsOf(options);
    const uplink = face === undefined ? undefined : "fw" in face ? face : attach(face);
    const search = new NdntsSearch({ fw: fw ?? uplink!.fw, uplink, settings });
    return new NdntsTransport(search, settings).start();
  }
}

/** Puts a bare face on a logical forwarder of its own, as the way to everywhere. */
function attach(face: FwFace.RxTx | FwFace.RxTxDuplex): FwFace {
  const uplink = Forwarder.create().addFace(face);
  uplink.addRoute(new Name("/"), false);
  return uplink;
}
