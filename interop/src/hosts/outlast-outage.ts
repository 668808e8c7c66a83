import { setTimeout as delay } from "node:timers/promises";
import type { MemberProcess } from "../peer/member-process.js";
import type { HostLine } from "./host-line.js";

/** Milliseconds. */
const OUTAGE = 30_000;
/** Milliseconds between two publications of a member meanwhile. */
const PACE = 1_000;
/** Milliseconds that catching up may take: a periodic announcement that gets through, and the fetching. */
const CATCH_UP = 60_000;

/** How the first host of a line is cut off from the others, and how that ends. */
export interface Outage {
  begin(line: HostLine): Promise<void>;
  /** @returns resolves when packets pass again. */
  end(line: HostLine): Promise<void>;
}

/** The interface of the first host goes down and up. NDNd gives up a face there, and gets it again by hand. */
export const UNPLUGGED: Outage = {
  async begin(line) {
    await line.unplug(0);
  },
  async end(line) {
    await line.plug(0);
    await line.route();
  },
};

/** Everything is lost between the first two hosts, and no system notices. */
export const SILENT: Outage = {
  async begin(line) {
    line.setLoss(1);
  },
  async end(line) {
    line.setLoss(0);
  },
};

/**
 * Cuts the first host off for 30 s, in which every member publishes once a second, and ends that; nobody
 * publishes afterwards.
 * @param members - one on each host of the line.
 * @returns seconds after the end until every member has read what all others published.
 * @throws Error if the cut cuts nothing off, or something is missing at the end.
 */
export async function outlastOutage(
  line: HostLine,
  members: readonly MemberProcess[],
  outage: Outage,
): Promise<number> {
  let published = 0;
  const publish = async (): Promise<void> => {
    published += 1;
    await Promise.all(members.map((member) => member.publish(`${published}`)));
  };
  const haveRead = (readers: readonly MemberProcess[], patience: number): Promise<unknown> =>
    Promise.all(
      readers.flatMap((reader) =>
        readers.map(async ({ options: { node } }) => {
          if (node !== reader.options.node) {
            const what = `${reader.options.node} had read all ${published} of ${node}`;
            await reader.until(what, () => reader.textsOf(node).length === published, patience);
          }
        }),
      ),
    );

  await publish();
  await haveRead(members, CATCH_UP);
  await outage.begin(line);
  const over = performance.now() + OUTAGE;
  while (performance.now() < over - PACE) {
    await publish();
    await delay(PACE);
  }
  const [alone, ...others] = members;
  await haveRead(others, over - performance.now());
  if (others.some(({ options: { node } }) => alone!.textsOf(node).length > 1)) {
    throw new Error(`The cut lets something through to ${alone!.options.node}.`);
  }
  await delay(over - performance.now());
  await outage.end(line);
  const ended = performance.now();
  await haveRead(members, CATCH_UP);
  return (performance.now() - ended) / 1_000;
}
