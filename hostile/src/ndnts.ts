import "../../tests/with-resolvers.js";
import { Forwarder, FwPacket } from "@ndn/fw";
import { AltUri, digestSigning, Interest, Name } from "@ndn/packet";
import { SvSync } from "@ndn/svs";
import { pushable } from "@ndn/util";
import { SvsError, type Transport } from "@svs/core";
import { GROUP, type Implementation, type Learnt, rowOf } from "./peer.js";

/**
 * NDNts' `SvSync` in version 3, with digests as ours and its own defaults otherwise, on a forwarder of its own
 * whose only face is a member's place in the network. It wants the globals of `withVirtualGlobals`.
 */
export const ndnts: Implementation = {
  name: "NDNts",
  async join(node, { transport }) {
    const fw = Forwarder.create();
    const fromNetwork = pushable<FwPacket>();
    const face = fw.addFace({
      rx: fromNetwork,
      async tx(packets) {
        for await (const packet of packets) {
          if (FwPacket.isEncodable(packet) && packet.l3 instanceof Interest) {
            sendIfItFits(transport, packet.l3);
          }
        }
      },
    });
    face.addRoute(new Name("/"));
    await transport.serve(
      new Name(GROUP),
      (interest) => {
        fromNetwork.push(FwPacket.create(interest));
        return undefined;
      },
      { multicast: new Name(GROUP) },
    );
    const sync = await SvSync.create({
      fw,
      syncPrefix: new Name(GROUP),
      svs3: true,
      signer: digestSigning,
      verifier: digestSigning,
    });
    const own = sync.add(node);
    const learnt: Learnt[] = [];
    sync.addEventListener("update", ({ id, loSeqNum, hiSeqNum }) => {
      learnt.push({ row: rowOf(AltUri.ofName(id.name), id.boot), low: loSeqNum, high: hiSeqNum });
    });
    return {
      row: rowOf(node, own.id.boot),
      learnt,
      rows: () =>
        new Map(
          Array.from(sync.currentStateVector, ([id, seqNo]) => [
            rowOf(AltUri.ofName(id.name), id.boot),
            seqNo,
          ]),
        ),
      async publish() {
        const seqNo = own.seqNum + 1;
        own.seqNum = seqNo;
        return own.seqNum === seqNo ? seqNo : undefined;
      },
    };
  },
};

/** A forwarder drops what is larger than a packet, or the whole connection. */
function sendIfItFits(transport: Transport, interest: Interest): void {
  try {
    transport.send(interest);
  } catch (error) {
    if (!SvsError.is(error, "packet-too-large")) {
      throw error;
    }
  }
}
