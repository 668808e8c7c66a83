import { python } from "@svs/core/dialects";
import { SvSyncHealth } from "@svs/health";
import { NfdTransport } from "@svs/transport-nfd";
import { MemberProcess } from "../peer/member-process.js";
import type { Program } from "../peer/peer-kind.js";
import type { Check } from "./check.js";

/** Milliseconds. */
const BEAT = 300;
const PATIENCE = 15_000;

/**
 * Members of ours and of ndn-svs hear each other's hearts. Its health type is in no release; all it puts on the
 * wire is a sequence number that rises, and the sync core that does that is released.
 */
export function healthCheck(title: string, program: () => Promise<Program>): Check {
  return {
    title: `\`SvSyncHealth\` and ${title} hear each other's beats`,
    async run({ uri }) {
      await using member = await MemberProcess.start(await program(), {
        node: "/python",
        group: "/alive",
        forwarder: uri,
      });
      await using transport = await NfdTransport.connect({ uri });
      await using health = await SvSyncHealth.open({
        transport,
        group: "/alive",
        node: "/ours",
        dialect: python,
        beatInterval: BEAT,
      });
      const told: string[] = [];
      for (const what of ["renewed", "expired"] as const) {
        health.addEventListener(what, ({ detail }) => {
          told.push(`${what} ${detail.uri}`);
        });
      }
      const deadline = performance.now() + PATIENCE;
      const until = async (
        what: string,
        condition: () => boolean,
        between = (): void => undefined,
      ): Promise<void> => {
        while (!condition()) {
          if (performance.now() > deadline) {
            throw new Error(
              `${what}: that did not come true. Told was: ${told.join(", ") || "nothing"}.\n${member}`,
            );
          }
          between();
          await new Promise((resolve) => setTimeout(resolve, BEAT));
        }
      };
      await until(
        "Its heart is heard",
        () => told.includes("renewed /python"),
        () => member.send({ do: "announce" }),
      );
      await member.until(
        "it heard three beats of ours",
        ({ events }) => events.filter((event) => event.is === "known" && event.node === "/ours").length >= 3,
      );
      await until("Its silence is noticed", () => told.includes("expired /python"));
    },
  };
}
