import { fileURLToPath } from "node:url";
import { delivered } from "../cells/delivered.js";
import { LineProcess } from "../peer/line-process.js";
import { MemberProcess } from "../peer/member-process.js";
import type { Program } from "../peer/peer-kind.js";
import type { Check } from "./check.js";

const path = (file: string): string => fileURLToPath(new URL(`../../../${file}`, import.meta.url));

/** As `npm start` runs it. */
const CHAT: Program = {
  command: process.execPath,
  args: ["-C", "@svs/source", path("scripts/run.mjs"), path("apps/chat/src/main.ts")],
};

/**
 * The chat shares its default room with a member on ndn-svs' shared class, both ways.
 * @param dialect - of `svs-chat --dialect`.
 * @param title - of the class, with version.
 */
export function chatCheck(dialect: string, title: string, python: () => Promise<Program>): Check {
  return {
    title: `\`svs-chat --dialect ${dialect}\` talks in /svs with ${title}`,
    async run({ uri }) {
      await using member = await MemberProcess.start(await python(), {
        node: "/bob",
        group: "/svs",
        forwarder: uri,
      });
      await member.publish("hello from Python");
      await using talk = new LineProcess(CHAT, [
        "-n",
        "alice",
        "--dialect",
        dialect,
        "--forwarder",
        uri,
        "--ephemeral",
      ]);
      await talk.until("it heard what was said before", () => talk.lines.includes("/bob: hello from Python"));
      talk.write("hello from the chat");
      await delivered(member, "/alice", ["hello from the chat"]);
      await member.publish("and good bye");
      await talk.until("it heard what was said to it", () => talk.lines.includes("/bob: and good bye"));
      const status = await talk.finish();
      if (status !== 0) {
        throw new Error(`The chat ended with exit status ${status}.\n${talk}`);
      }
    },
  };
}
