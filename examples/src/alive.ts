// Beats, and prints who is there and who is gone: `npm run example -- alive alice`.
import { localForwarder } from "@svs/forwarder";
import { SvSyncHealth } from "@svs/health";
import { NfdTransport } from "@svs/transport-nfd";

const [name = "alice", beatInterval = "1000"] = process.argv.slice(2);
const transport = await NfdTransport.connect({ fallback: localForwarder() });
const health = await SvSyncHealth.open({
  transport,
  group: "/alive",
  node: `/${name}`,
  beatInterval: Number(beatInterval),
});

health.addEventListener("renewed", ({ detail }) => console.log(`${detail.uri} is alive`));
health.addEventListener("expired", ({ detail }) => console.log(`${detail.uri} is silent`));
