// Shares files of any size: `npm run example -- files alice photo.jpg`; the others write down what they get.
import { readFile, writeFile } from "node:fs/promises";
import { localForwarder } from "@svs/forwarder";
import { SvSyncShared } from "@svs/shared";
import { NfdTransport } from "@svs/transport-nfd";

const [name = "bob", ...files] = process.argv.slice(2);
const transport = await NfdTransport.connect({ fallback: localForwarder() });
const svs = await SvSyncShared.open({ transport, group: "/files", node: `/${name}` });

for (const file of files) {
  const { seqNo } = await svs.publish(await readFile(file));
  console.log(`${file} is shared as #${seqNo}`);
}
for await (const { from, seqNo, content } of svs.publications()) {
  const file = `${from.slice(1).replaceAll("/", "-")}-${seqNo}`;
  await writeFile(file, content);
  console.log(`${content.length} octets from ${from} are in ${file}`);
}
