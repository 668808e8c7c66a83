// A worker's script: a member at the forwarder that the main thread names, which fails when it is told to.
import process from "node:process";
import { parentPort } from "node:worker_threads";
import { SvSync } from "@svs/core";
import { NfdTransport } from "@svs/transport-nfd";
import { hostMember } from "@svs/worker/host";

hostMember(async ({ uri, ...options }: { uri: string; group: string; node: string }, { signal, use }) => {
  const transport = use(await NfdTransport.connect({ uri, signal }));
  // Beside the member's messages, on the same way.
  parentPort?.on("message", (message) => {
    if (message === "throw") {
      throw new RangeError("as it was told to");
    }
    if (message === "exit") {
      process.exit(3);
    }
  });
  parentPort?.unref(); // the thread may end with its member
  return SvSync.open({ ...options, transport, signal });
});
