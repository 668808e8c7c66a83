import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Forwarder } from "@svs/forwarder";
import { NfdTransport } from "@svs/transport-nfd";
import { bundlePrograms } from "./bundle-programs.js";
import { KillsRun } from "./kills-run.js";
import { Ledger, type Violation } from "./ledger.js";
import { Observer } from "./observer.js";
import type { ReaderStep, Sabotage, WriterStep } from "./programs/protocol.js";

/** What {@link kill} is asked for. */
export interface KillsOptions {
  /** Kills of the writer. */
  readonly count: number;
  readonly seed: number;
  /** Where the stores are left; new or empty. Default: a temporary folder. */
  readonly store?: string | undefined;
  /** As the storage takes it. Default `power`. */
  readonly durability?: "power" | "process" | undefined;
  /** Publications of a life at the most. Default: as many as it comes to. */
  readonly publicationsPerLife?: number | undefined;
  readonly sabotage?: Sabotage | undefined;
  /** Goes on until this rule is broken, whatever else is. Default: until any is. */
  readonly until?: Violation["rule"] | undefined;
  /** Told of every kill of the writer. */
  readonly onKill?: ((done: number, how: string) => void) | undefined;
}

/** What came of it. */
export interface KillsResult {
  /** Kills of the writer: fewer than were asked for if something was wrong before. */
  readonly kills: number;
  /** Kills by where it was: the writer's steps, and the reader's. */
  readonly byStep: {
    readonly writer: ReadonlyMap<KilledAt, number>;
    readonly reader: ReadonlyMap<KilledAt, number>;
  };
  /** Kills of both at once. */
  readonly both: number;
  /** Publications that were announced, each of them asked for in the end. */
  readonly announced: number;
  /** Publications that were stored before a kill, and announced after it. */
  readonly recovered: number;
  /** Publications that were delivered, and how many of them again. */
  readonly delivered: number;
  readonly again: number;
  /** Milliseconds from the start of a writer's process until it is a member again, sorted. */
  readonly upAfter: readonly number[];
  /** None if all is well. */
  readonly violations: readonly Violation[];
}

/** Where a program was when it was killed, or that nobody knows. */
export type KilledAt = WriterStep | ReaderStep | "as it started" | "at a random moment";

/**
 * Starts a writer and a reader, kills them again and again, and looks at them from outside. Ends after the first
 * kill with which a rule is broken.
 * @throws Error if the folder is not empty, or a program under test ends by itself.
 */
export async function kill(options: KillsOptions): Promise<KillsResult> {
  const temporary = await mkdtemp(join(tmpdir(), "svs-kills-"));
  try {
    const folder = options.store ?? temporary;
    await mkdir(folder, { recursive: true });
    if ((await readdir(folder)).length > 0) {
      throw new Error(`The folder ${folder} is not empty; the stores need one of their own.`);
    }
    await using programs = await bundlePrograms();
    const socket = join(temporary, "nfd.sock");
    // Without a content store: who is asked has to answer himself.
    const others = { tcp: false, udp: false, ws: false, contentStore: 0 } as const;
    await using _forwarder = await Forwarder.start({ unix: socket, ...others });
    const forwarder = `unix://${socket}`;
    await using transport = await NfdTransport.connect({ uri: forwarder });
    const ledger = new Ledger();
    const observer = new Observer(transport, ledger);
    return await new KillsRun({ options, folder, forwarder, programs, ledger, observer }).go();
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
