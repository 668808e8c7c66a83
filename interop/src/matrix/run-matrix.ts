import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cell, Join, JoinOptions, Meeting } from "../cells/cell.js";
import type { ForwarderKind, RunningForwarder } from "../forwarder/forwarder-kind.js";
import { MemberProcess } from "../peer/member-process.js";
import { ourProgram } from "../peer/ours.js";
import type { PeerKind, Program } from "../peer/peer-kind.js";
import type { Entry } from "./entry.js";
import { type Outcome, outcomeOf } from "./outcome.js";

/** Cells that run at the same time: they mostly wait for timers. */
const PARALLEL = 6;

/** What a matrix is made of, and who hears of it. */
export interface MatrixOptions {
  readonly kinds: readonly PeerKind[];
  readonly forwarders: readonly ForwarderKind[];
  readonly cells: readonly Cell[];
  /** Told of each entry when it is there, with the seconds it took. */
  onEntry(entry: Entry, seconds: number): void;
}

/** Runs every cell of every kind at every forwarder. @returns the entries in this order. */
export async function runMatrix({ kinds, forwarders, cells, onEntry }: MatrixOptions): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const forwarder of forwarders) {
    const wanted = kinds.flatMap((kind) => cells.map((cell) => ({ kind, forwarder, cell })));
    const outcomes = new Map<(typeof wanted)[number], Outcome>();
    const queue = [...wanted];
    const work = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const begin = performance.now();
        const outcome = await tryCell(next.kind, forwarder, next.cell);
        outcomes.set(next, outcome);
        onEntry({ ...next, outcome }, (performance.now() - begin) / 1000);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    entries.push(...wanted.map((each) => ({ ...each, outcome: outcomes.get(each)! })));
  }
  return entries;
}

async function tryCell(kind: PeerKind, forwarderKind: ForwarderKind, cell: Cell): Promise<Outcome> {
  const notFor = cell.notFor?.(kind);
  if (notFor !== undefined) {
    return { is: "not-for", why: notFor };
  }
  const { program } = kind;
  if (typeof program === "string") {
    return { is: "not-run", why: program };
  }
  return outcomeOf(async () => {
    const [ours, theirs] = await Promise.all([ourProgram(kind.dialect), program()]);
    await using forwarder = await forwarderKind.start();
    await using meeting = await RunningMeeting.open(kind, forwarder, ours, theirs);
    await cell.run(meeting);
  });
}

/** A {@link Meeting} with what has to be ended after it. */
class RunningMeeting implements Meeting, AsyncDisposable {
  private readonly members: Promise<MemberProcess>[] = [];

  static async open(
    kind: PeerKind,
    forwarder: RunningForwarder,
    ours: Program,
    theirs: Program,
  ): Promise<RunningMeeting> {
    const directory = await mkdtemp(join(tmpdir(), "svs-interop-"));
    return new RunningMeeting(kind, forwarder, ours, theirs, directory);
  }

  private constructor(
    readonly kind: PeerKind,
    private readonly forwarder: RunningForwarder,
    private readonly ourProgram: Program,
    private readonly theirProgram: Program,
    private readonly directory: string,
  ) {}

  readonly ours: Join = (node, options) => this.join(this.ourProgram, node, options);
  readonly theirs: Join = (node, options) => this.join(this.theirProgram, node, options);

  async [Symbol.asyncDispose](): Promise<void> {
    // One that is still being started is waited for, and then ended too.
    await Promise.all(this.members.map((member) => member.then((one) => one.kill()).catch(() => undefined)));
    await rm(this.directory, { recursive: true, force: true });
  }

  private join(program: Program, node: string, { state }: JoinOptions = {}): Promise<MemberProcess> {
    const member = MemberProcess.start(program, {
      node,
      group: "/room",
      forwarder: this.forwarder.uri,
      state: state && join(this.directory, state),
    });
    this.members.push(member);
    return member;
  }
}
