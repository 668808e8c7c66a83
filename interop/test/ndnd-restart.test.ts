import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { AltUri, Name } from "@ndn/packet";
import { readRib, readStrategyChoices } from "@svs/transport-nfd/status";
import { expect, test } from "vitest";
import { startNdnd } from "../src/forwarder/ndnd.js";
import { installGo } from "../src/install/install-go.js";
import { describeIfInstalled } from "./describe-if-installed.js";
import { ownPort } from "./own-ports.js";
import { Reader } from "./reader.js";
import { until } from "./until.js";

const ROUNDS = 20;
/** Milliseconds between two publications. */
const PACE = 10;
/** Milliseconds of traffic before each kill: a transport that was up so long begins its pauses anew. */
const TRAFFIC = 1_100;
/** Milliseconds in which everything must be read: a periodic announcement alone would take about 30 s. */
const CATCH_UP = 3_000;

/** What both members have registered, and how often: the last is /room/v=3. */
const ROUTES = ["/alice/room", "/bob/room", "/room/54=%03", "/room/54=%03"];

const MULTICAST = new Name("/localhost/nfd/strategy/multicast");

await describeIfInstalled(
  "a forwarder that is killed and started again, 20 times in a row, under traffic",
  async () => {
    await installGo();
    ownPort();
  },
  () => {
    test.concurrent.each(["unix", "tcp"] as const)(
      "over %s: nothing is lost, nothing comes twice",
      async (kind) => {
        const directory = await mkdtemp(join(tmpdir(), "svs-restart-"));
        const place = { directory, tcp: kind === "tcp" ? ownPort() : undefined };
        let forwarder = await startNdnd(place);
        try {
          const uri = kind === "tcp" ? `tcp://127.0.0.1:${place.tcp}` : forwarder.uri;
          await using alice = await Reader.join(uri, "/room", "/alice");
          await using bob = await Reader.join(uri, "/room", "/bob");
          const published: string[] = [];
          const publish = async (): Promise<void> => {
            const text = `${published.length}`;
            published.push(text);
            await alice.svs.publish(text);
            await delay(PACE);
          };

          for (let round = 1; round <= ROUNDS; ++round) {
            for (const end = performance.now() + TRAFFIC; performance.now() < end; ) {
              await publish();
            }
            const gone = forwarder.kill();
            await publish();
            await gone;
            // Nobody can have heard of these.
            await until("the end to be noticed", CATCH_UP, () => alice.transport.status !== "up");
            await publish();
            await publish();

            forwarder = await startNdnd(place);
            const all = `round ${round}: all ${published.length} to be read`;
            await until(all, CATCH_UP, () => bob.count("/alice") === published.length);
            const routes = (await readRib(bob.transport)).map(({ prefix }) => AltUri.ofName(prefix));
            expect(routes.filter((prefix) => !prefix.startsWith("/localhost")).sort()).toEqual(ROUTES);
            const ofSync = (await readStrategyChoices(bob.transport)).find(({ prefix }) =>
              prefix.equals("/room/54=%03"),
            );
            expect(ofSync!.strategy.getPrefix(-1).equals(MULTICAST)).toBe(true);
          }
          expect(bob.texts).toEqual(new Map([["/alice", published]]));
          expect(bob.transport.statistics.connections).toBe(ROUNDS + 1);
        } finally {
          await forwarder.kill();
          await rm(directory, { recursive: true });
        }
      },
    );
  },
);
