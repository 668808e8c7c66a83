// A Web Worker's script: a member at the forwarder that the page names.
import { SvSync } from "@svs/core";
import { NfdTransport } from "@svs/transport-nfd";
import { hostMember } from "@svs/worker/host";

// What is listened for later than the page speaks must not be lost.
await new Promise((resolve) => setTimeout(resolve, 200));

hostMember(async ({ uri, ...options }: { uri: string; group: string; node: string }, { signal, use }) => {
  const transport = use(await NfdTransport.connect({ uri, signal }));
  return SvSync.open({ ...options, transport, signal });
});

// The page's own messages have the same way.
addEventListener("message", ({ data }) => {
  if (data === "throw") {
    throw new Error("as it was told to");
  }
});
