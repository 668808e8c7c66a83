/** A member on NDNts; interop/README.md says what it is told and tells. */
import process from "node:process";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { Name } from "@ndn/packet";
import type { MemberCommand, MemberEvent } from "../../src/peer/member-event.js";
import { Memory } from "./memory.js";
import { NdntsMember } from "./ndnts-member.js";

const { values } = parseArgs({
  options: {
    class: { type: "string", default: "v3" },
    node: { type: "string" },
    group: { type: "string" },
    forwarder: { type: "string" },
    state: { type: "string" },
  },
});
const { class: version, node, group, forwarder, state } = values;
if ((version !== "v2" && version !== "v3") || !node || !group || !forwarder) {
  process.stderr.write("Give --node, --group and --forwarder, and as --class one of v2, v3.\n");
  process.exit(2);
}

function tell(event: MemberEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

const member = await NdntsMember.join({
  version,
  forwarder,
  group: new Name(group),
  node: new Name(node),
  memory: new Memory(state),
  tell,
});
tell({ is: "ready" });
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line) as MemberCommand;
  if (command.do === "leave") {
    break;
  }
  if (command.do === "publish") {
    member.publish(command.text);
  } else {
    member.announce();
  }
}
member.close();
process.exit();
