import { Name } from "@ndn/packet";
import { SvSyncCore } from "@svs/core";
import { ndnts } from "@svs/core/dialects";
import { NfdTransport } from "@svs/transport-nfd";
import type { RunningForwarder } from "../forwarder/forwarder-kind.js";
import { MemberProcess } from "../peer/member-process.js";
import type { Program } from "../peer/peer-kind.js";
import { type Quantiles, quantiles } from "./quantiles.js";

/** One implementation to measure, by pure sync: `announce`, and when the other member knows. */
export interface Contestant {
  /** For people, with version. */
  readonly title: string;
  readonly program: Program;
}

/** How an implementation fared. */
export interface LatencyRow {
  readonly title: string;
  /** From the call that raises the number to the other member's callback, in milliseconds. */
  readonly known: Quantiles;
}

/** Measurements of one implementation before the next has its turn. */
const ROUND = 50;
const ROUNDS = 20;
/** The first of each round are not counted: the processes wake from a long pause. */
const WARM_UP = 10;
/** Milliseconds between two announcements. */
const PAUSE = 10;

/**
 * Publish-to-known latency of several implementations at one forwarder, two members of each. They take
 * turns, round by round, so that what disturbs the machine disturbs them all.
 * @param rows - that each state vector has beside the writer's.
 */
export async function measureLatency(
  contestants: readonly Contestant[],
  forwarder: RunningForwarder,
  rows: number,
): Promise<LatencyRow[]> {
  const pairs: Pair[] = [];
  try {
    for (const contestant of contestants) {
      pairs.push(await Pair.start(contestant, forwarder, `/latency/${pairs.length}`, rows));
    }
    for (let round = 0; round < ROUNDS; round++) {
      for (const pair of pairs) {
        await pair.round();
      }
    }
    return pairs.map(({ contestant, samples }) => ({
      title: contestant.title,
      known: quantiles(samples),
    }));
  } finally {
    await Promise.all(pairs.map((pair) => pair.end()));
  }
}

/** Two members of one implementation, and what was measured of them. */
class Pair {
  readonly samples: number[] = [];
  private announced = 0;

  private constructor(
    readonly contestant: Contestant,
    private readonly writer: MemberProcess,
    private readonly reader: MemberProcess,
  ) {}

  static async start(
    contestant: Contestant,
    { uri }: RunningForwarder,
    group: string,
    rows: number,
  ): Promise<Pair> {
    const start = (node: string): Promise<MemberProcess> =>
      MemberProcess.start(contestant.program, { node, group, forwarder: uri });
    const reader = await start("/reader");
    try {
      const pair = new Pair(contestant, await start("/writer"), reader);
      // A registration may be answered before it works: the first one may have to wait for a timer.
      await pair.announce();
      await pair.crowd(uri, group, rows);
      return pair;
    } catch (error) {
      await reader.kill();
      throw error;
    }
  }

  async round(): Promise<void> {
    for (let i = 0; i < WARM_UP + ROUND; i++) {
      const milliseconds = await this.announce();
      if (i >= WARM_UP) {
        this.samples.push(milliseconds);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  async end(): Promise<void> {
    await Promise.all([this.writer.kill(), this.reader.kill()]);
  }

  /** One more member comes, announces that many names, and leaves. */
  private async crowd(uri: string, group: string, rows: number): Promise<void> {
    await using transport = await NfdTransport.connect({ uri });
    await using core = await SvSyncCore.open({ transport, group, dialect: ndnts });
    for (let i = 0; i < rows; i++) {
      await core.updateSeqNo(1, new Name(`/crowd/member-${i}`));
    }
    for (const member of [this.writer, this.reader]) {
      await member.until(
        `${rows} names were known`,
        ({ events }) =>
          events.filter((event) => event.is === "known" && event.node.startsWith("/crowd/")).length >= rows,
      );
    }
  }

  /** @returns milliseconds until the reader knew. */
  private async announce(): Promise<number> {
    const seqNo = ++this.announced;
    this.writer.send({ do: "announce" });
    const begun = await this.writer.event(`number ${seqNo} was given out`, (event) =>
      event.is === "published" && event.seqNo === seqNo ? event.at : undefined,
    );
    const known = await this.reader.event(`number ${seqNo} was known`, (event) =>
      event.is === "known" && event.high >= seqNo ? event.at : undefined,
    );
    return (known - begun) / 1e6;
  }
}
