import { setTimeout as sleep } from "node:timers/promises";
import type { MemberEvent } from "../../../interop/src/peer/member-event.js";
import { MemberProcess } from "../../../interop/src/peer/member-process.js";
import type { Program } from "../../../interop/src/peer/peer-kind.js";

/** Publications that are not counted, until all have found each other and are warm. */
const WARM_UP = 20;
/** Milliseconds between two publications whose latency is measured. */
const PAUSE = 20;
/** Members that start at a time. */
const AT_A_TIME = 4;

/** What a group came to. */
export interface GroupFigures {
  /** From the call that publishes to each other member's application, in milliseconds, in no order. */
  readonly latencies: readonly number[];
  /** Publications a second, from the first call of many at once until everybody has them all. */
  readonly rate: number;
}

/** How much a group is asked for. */
export interface GroupLoad {
  readonly members: number;
  /** Publications one after the other, whose latency is measured. */
  readonly single: number;
  /** Publications at once. */
  readonly burst: number;
}

/** Members of one implementation, each a process, of which the first publishes. Disposing it ends them. */
export class MeasuredGroup implements AsyncDisposable {
  private readonly members: MemberProcess[] = [];
  private published = 0;

  private constructor(private readonly load: GroupLoad) {}

  /** Starts the members; each is ready. */
  static async start(
    program: Program,
    forwarder: string,
    group: string,
    load: GroupLoad,
  ): Promise<MeasuredGroup> {
    const started = new MeasuredGroup(load);
    try {
      for (let first = 0; first < load.members; first += AT_A_TIME) {
        const some = Math.min(AT_A_TIME, load.members - first);
        const starting = Array.from({ length: some }, (_, i) =>
          MemberProcess.start(program, { node: nodeOf(first + i), group, forwarder }),
        );
        const settled = await Promise.allSettled(starting);
        started.members.push(
          ...settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])),
        );
        await Promise.all(starting); // throws what one of them could not
      }
      return started;
    } catch (error) {
      await started[Symbol.asyncDispose]();
      throw error;
    }
  }

  async measure(): Promise<GroupFigures> {
    const { single, burst } = this.load;
    await this.publish(1);
    for (let i = 1; i < WARM_UP; i++) {
      await this.publish(1);
    }
    const latencies: number[] = [];
    for (let i = 0; i < single; i++) {
      await sleep(PAUSE);
      const { begun, ends } = await this.publish(1);
      latencies.push(...ends.map((end) => (end - begun) / 1e6));
    }
    const { begun, ends } = await this.publish(burst);
    return { latencies, rate: burst / ((Math.max(...ends) - begun) / 1e9) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.members.map((member) => member.kill()));
  }

  /** Publishes so many at once. @returns when the first was published, and when each other member had the last one. */
  private async publish(
    count: number,
  ): Promise<{ readonly begun: number; readonly ends: readonly number[] }> {
    const [writer, ...readers] = this.members;
    const first = this.published + 1;
    this.published += count;
    const last = this.published;
    for (let i = 0; i < count; i++) {
      writer!.send({ do: "publish", text: `publication ${first + i} of a hundred octets`.padEnd(100, ".") });
    }
    const begun = await writer!.event(`number ${first} was given out`, (event) => publishedAt(event, first));
    const ends = readers.map((reader) =>
      reader.event(`number ${last} was delivered`, (event) => deliveredAt(event, last)),
    );
    return { begun, ends: await Promise.all(ends) };
  }
}

function nodeOf(member: number): string {
  return `/m${member}`;
}

function publishedAt(event: MemberEvent, seqNo: number): number | undefined {
  return event.is === "published" && event.seqNo === seqNo ? event.at : undefined;
}

/** All publications are the first member's. */
function deliveredAt(event: MemberEvent, seqNo: number): number | undefined {
  return event.is === "delivered" && event.seqNo === seqNo ? event.at : undefined;
}
