// Publishes a number every second, and prints what the others count: `npm run example -- count alice`.
import { SvSync } from "@svs/core";
import { localForwarder } from "@svs/forwarder";
import { NfdTransport } from "@svs/transport-nfd";

const [name = "alice"] = process.argv.slice(2);
const transport = await NfdTransport.connect({ fallback: localForwarder() });
const svs = await SvSync.open({ transport, group: "/count", node: `/${name}` });

let count = 0;
setInterval(() => svs.publish(`${++count}`), 1000);
for await (const publication of svs.publications()) {
  console.log(`${publication.from} counts ${publication.text()}`);
}
