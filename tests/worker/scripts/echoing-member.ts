// A worker's script: a member that answers publications by itself, and lets the main thread go when one says so.
import { workerData } from "node:worker_threads";
import { SvSync } from "@svs/core";
import { NfdTransport } from "@svs/transport-nfd";
import { hostMember } from "@svs/worker/host";

const released: Int32Array = workerData;

hostMember(async ({ uri, ...options }: { uri: string; group: string; node: string }, { signal, use }) => {
  const transport = use(await NfdTransport.connect({ uri, signal }));
  const svs = await SvSync.open({ ...options, transport, signal });
  void echo(svs);
  return svs;
});

async function echo(svs: SvSync): Promise<void> {
  for await (const publication of svs.publications()) {
    if (publication.text() === "release") {
      Atomics.store(released, 0, 1);
    } else {
      await svs.publish(`echo of ${publication.text()}`);
    }
  }
}
