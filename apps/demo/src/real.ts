import { SvSync, systemClock } from "@svs/core";
import { Forwarder } from "@svs/forwarder";
import { NfdTransport } from "@svs/transport-nfd";
import { EXPECTED, MEMBERS, type MemberName, SCRIPT } from "./script.js";
import { Story } from "./story.js";

/** The same three over real sockets: an embedded forwarder on a free port of this machine. */
export async function runReal(print: (line: string) => void): Promise<void> {
  const forwarder = await Forwarder.start({ tcp: { host: "127.0.0.1", port: 0 }, unix: false, ws: false });
  const [uri] = forwarder.uris;
  print(`The same three over the embedded forwarder at ${uri}, in real time.\n`);
  const begun = systemClock.monotonic();
  const elapsed = (): number => systemClock.monotonic() - begun;
  const story = new Story(elapsed);
  const group = new Map<MemberName, { svs: SvSync; transport: NfdTransport; read: Promise<void> }>();
  for (const name of MEMBERS) {
    const transport = await NfdTransport.connect({ uri: uri! });
    const svs = await SvSync.open({ transport, group: "/demo", node: `/${name}` });
    group.set(name, { svs, transport, read: read(name, svs, story) });
  }
  for (const { author, text } of SCRIPT) {
    const { seqNo } = await group.get(author)!.svs.publish(text);
    story.tell(author, `publishes #${seqNo} "${text}"`);
  }
  await Promise.all([...group.values()].map(({ read: done }) => done));
  for (const line of story.take()) {
    print(line);
  }
  print(`\nAll three hold all ${SCRIPT.length} publications after ${Math.round(elapsed())} ms.`);
  for (const { svs, transport } of group.values()) {
    await svs.close();
    await transport.close();
  }
  await forwarder.close();
}

/** Resolves when the member has everything that the others publish. */
async function read(name: MemberName, svs: SvSync, story: Story): Promise<void> {
  let have = 0;
  for await (const publication of svs.publications()) {
    story.got(name, publication);
    if (++have === EXPECTED[name]) {
      return;
    }
  }
}
