import { AltUri, Name } from "@ndn/packet";
import { NfdTransport } from "@svs/transport-nfd";
import { embedded } from "../../../interop/src/forwarder/embedded.js";
import { quantiles } from "../../../interop/src/latency/quantiles.js";
import type { Figure } from "../report.js";
import { type Contestant, findContestants } from "./contestants.js";
import { type GroupFigures, type GroupLoad, MeasuredGroup } from "./measured-group.js";

/** What is measured of an implementation; `undefined` if it is not installed, or a sentence if it failed. */
type Outcome = { readonly title: string; readonly figures: GroupFigures | "failed" | undefined };

/** Members as processes of their own at the embedded forwarder, of several implementations, one after the other. */
export async function endToEndFigures(groups: readonly number[]): Promise<Figure[]> {
  const contestants = await findContestants();
  const figures: Figure[] = [];
  for (const members of groups) {
    // A larger group delivers each publication more often.
    const load = { members, single: 20 + Math.ceil(400 / members), burst: Math.ceil(1000 / members) };
    const outcomes: Outcome[] = [];
    for (const contestant of contestants) {
      process.stderr.write(`  ${contestant.title}, ${members} members\n`);
      outcomes.push({ title: contestant.title, figures: await measure(contestant, load) });
    }
    const quantile = (share: "p50" | "p99") => (group: GroupFigures) => quantiles(group.latencies)[share];
    const name = `${members} members`;
    figures.push(
      compare(`published to delivered, p50, ${name}`, "ms", outcomes, quantile("p50")),
      compare(`published to delivered, p99, ${name}`, "ms", outcomes, quantile("p99")),
      compare(`publications a second, ${name}`, "/s", outcomes, ({ rate }) => rate),
    );
  }
  return figures;
}

const GROUP = new Name("/bench");

async function measure(
  { title, dialect, program }: Contestant,
  load: GroupLoad,
): Promise<Outcome["figures"]> {
  if (program === undefined) {
    return undefined;
  }
  await using forwarder = await embedded.start();
  try {
    await using transport = await NfdTransport.connect({ uri: forwarder.uri });
    // Some leave it to whoever runs the forwarder that Sync Interests reach every member.
    const silent = (): undefined => undefined;
    await transport.serve(new Name("/bench-strategy"), silent, { multicast: dialect.syncPrefix(GROUP) });
    await using group = await MeasuredGroup.start(program, forwarder.uri, AltUri.ofName(GROUP), load);
    return await group.measure();
  } catch (error) {
    process.stderr.write(`${title}, ${load.members} members: ${(error as Error).message}\n`);
    return "failed";
  }
}

function compare(
  name: string,
  unit: "ms" | "/s",
  [ours, ndnts, ...rest]: readonly Outcome[],
  pick: (figures: GroupFigures) => number,
): Figure {
  if (typeof ours?.figures !== "object") {
    throw new Error(`${name}: our own members could not be measured.`);
  }
  const value = pick(ours.figures);
  const peer = typeof ndnts?.figures === "object" ? pick(ndnts.figures) : undefined;
  return {
    name,
    unit,
    value,
    ...(peer === undefined ? {} : { peer, ratio: unit === "ms" ? peer / value : value / peer }),
    others: rest.map(({ title, figures }) => ({
      title,
      value: typeof figures === "object" ? pick(figures) : (figures ?? "not installed"),
    })),
  };
}
