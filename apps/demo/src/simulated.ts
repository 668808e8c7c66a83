import { SvSync } from "@svs/core";
import { MemoryNetwork } from "@svs/transport-memory";
import { EXPECTED, MEMBERS, type MemberName, SCRIPT } from "./script.js";
import { Story } from "./story.js";

const LOSS = 0.2;
const LINK_DELAY = 10;

/** Three members around one forwarder, in virtual time, every link losing one packet in five. */
export async function runSimulated(seed: number, print: (line: string) => void): Promise<void> {
  print(
    `Three members around one forwarder, links of ${LINK_DELAY} ms that lose ${LOSS * 100} % of the packets,`,
  );
  print(`virtual time, seed ${seed}.\n`);
  const network = new MemoryNetwork({ seed });
  const ports = network.star(MEMBERS, { delay: LINK_DELAY, loss: LOSS });
  const story = new Story(() => network.now);
  const group = new Map<MemberName, SvSync>();
  const have = new Map<MemberName, number>();
  for (const name of MEMBERS) {
    const opening = SvSync.open({ ...ports[name], group: "/demo", node: `/${name}` });
    const svs = await network.complete(opening);
    group.set(name, svs);
    story.follow(name, svs);
    void (async () => {
      for await (const publication of svs.publications()) {
        story.got(name, publication);
        have.set(name, (have.get(name) ?? 0) + 1);
      }
    })();
  }
  for (const { at, author, text } of SCRIPT) {
    await network.advance(Math.max(0, at - network.now));
    const { seqNo } = await network.complete(group.get(author)!.publish(text));
    story.tell(author, `publishes #${seqNo} "${text}"`);
  }
  await network.until(() => MEMBERS.every((name) => have.get(name) === EXPECTED[name]), { within: 600_000 });
  tellLosses(network, story);
  for (const line of story.take()) {
    print(line);
  }
  const { lost } = network.log.fates;
  print(
    `\nAll three hold all ${SCRIPT.length} publications after ${Math.round(network.now)} ms; ${lost} of ${network.log.length} packets were lost.`,
  );
}

/** A line of the packet log is `time from > to kind name octets fate`. */
function tellLosses(network: MemoryNetwork, story: Story): void {
  for (const line of network.log) {
    const [time, from, , to, kind, name, , fate] = line.split(" ");
    if (fate === "lost") {
      const what = name!.includes("/v=3/")
        ? "Sync Interest"
        : `${kind === "data" ? "Data" : "Interest"} ${name}`;
      story.tell("", `× lost between ${from} and ${to}: ${what}`, Number(time));
    }
  }
}
