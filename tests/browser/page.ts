// The program of the page: a member that says who it is and listens.
import { SvSync } from "@svs/core";
import { NfdTransport } from "@svs/transport-nfd";

declare global {
  /** What the page heard, one line for each publication. */
  var heard: string[];
  /** Leaves the group. */
  var leave: () => Promise<void>;
}

const parameters = new URLSearchParams(location.search);
const transport = await NfdTransport.connect({ uri: parameters.get("forwarder") ?? "" });
const svs = await SvSync.open({ transport, group: parameters.get("group") ?? "", node: "/page" });

globalThis.heard = [];
globalThis.leave = async () => {
  await svs.close();
  await transport.close();
};

await svs.publish("from the page");
for await (const publication of svs.publications()) {
  globalThis.heard.push(`${publication.node} #${publication.seqNo}: ${publication.text()}`);
}
