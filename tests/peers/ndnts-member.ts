import "../with-resolvers.js";
import { produce } from "@ndn/endpoint";
import { Forwarder } from "@ndn/fw";
import { enableNfdPrefixReg } from "@ndn/nfdmgmt";
import { TcpTransport } from "@ndn/node-transport";
import { Data, digestSigning, type Name } from "@ndn/packet";
import { SvSync } from "@ndn/svs";
import { v3 } from "@svs/core";

/** A member on NDNts' own `SvSync`, version 3, with publications that it serves. */
export class NdntsMember {
  /** `node#low..high`, as it learns of them. */
  readonly heard: string[] = [];
  /** What it refused of what it received. */
  readonly refused: unknown[] = [];
  private readonly published = new Map<string, Uint8Array>();

  static async join(port: number, group: Name, node: Name): Promise<NdntsMember> {
    const fw = Forwarder.create();
    const face = await TcpTransport.createFace({ fw, l3: { local: true } }, "127.0.0.1", port);
    enableNfdPrefixReg(face, { signer: digestSigning });
    const sync = await SvSync.create({
      fw,
      syncPrefix: group,
      svs3: true,
      signer: digestSigning,
      verifier: digestSigning,
    });
    return new NdntsMember(fw, sync, group, node);
  }

  private constructor(
    private readonly fw: Forwarder,
    private readonly sync: SvSync,
    private readonly group: Name,
    private readonly node: Name,
  ) {
    sync.addEventListener("update", ({ id, loSeqNum, hiSeqNum }) => {
      this.heard.push(`${id.name.at(0).text}#${loSeqNum}..${hiSeqNum}`);
    });
    sync.addEventListener("rxerror", ({ detail: [, error] }) => {
      this.refused.push(error);
    });
    produce(v3.dataPrefix(group, node), async ({ name }) => this.answer(name), { fw });
  }

  /** Publishes under the names of the specification, and announces. */
  publish(text: string): void {
    const own = this.sync.get(this.node);
    const seqNo = own.seqNum + 1;
    const name = v3.dataName(this.group, { node: this.node, bootstrapTime: own.id.boot, seqNo });
    this.published.set(name.valueHex, new TextEncoder().encode(text));
    own.seqNum = seqNo;
  }

  close(): void {
    this.sync.close();
    this.fw.close();
  }

  private async answer(name: Name): Promise<Data | undefined> {
    const content = this.published.get(name.valueHex);
    if (!content) {
      return undefined;
    }
    const data = new Data(name, content);
    await digestSigning.sign(data);
    return data;
  }
}
