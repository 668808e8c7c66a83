import { AltUri, type Interest, type Name } from "@ndn/packet";
import type { Clock, Random, Transport } from "@svs/core";
import { StateVector } from "@svs/tlv";
import type { Log } from "../log.js";
import { HeardDialect } from "./heard-dialect.js";
import { SyncShape } from "./sync-shape.js";

/** What a listener stands on. */
export interface GroupListenerOptions {
  readonly group: Name;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Listens to a group in all dialects. It claims nothing, answers nothing, and so never joins. */
export class GroupListener {
  static async open(options: GroupListenerOptions): Promise<GroupListener> {
    return new GroupListener(options, await SyncShape.all(options.group, options.random));
  }

  private readonly byShape = new Map<SyncShape, HeardDialect>();

  private constructor(
    private readonly options: GroupListenerOptions,
    private readonly shapes: readonly SyncShape[],
  ) {}

  /** What was heard, of each dialect that was. */
  get heard(): readonly HeardDialect[] {
    return this.shapes.flatMap((shape) => this.byShape.get(shape) ?? []);
  }

  /** The names under which members of any dialect register to hear Sync Interests. */
  get syncPrefixes(): readonly Name[] {
    return this.shapes.map(({ dialect }) => dialect.syncPrefix(this.options.group));
  }

  /** Asks the members of all dialects what they have: idle ones say nothing for half a minute. */
  async ask(transport: Pick<Transport, "send">): Promise<void> {
    const { random } = this.options;
    for (const question of await Promise.all(this.shapes.map((shape) => shape.question(random)))) {
      transport.send(question);
    }
  }

  /** Takes an Interest that came under the group prefix. Others than Sync Interests are left alone. */
  async hear(interest: Interest): Promise<void> {
    const { group, clock, log } = this.options;
    const shape = this.shapes.find((each) => each.matches(interest.name));
    if (shape === undefined) {
      log.debug(`Heard an Interest for ${AltUri.ofName(interest.name)}.`);
      return;
    }
    const wall = clock.wall();
    const heard = this.heardOf(shape);
    const { dialect, title, verifier } = shape;
    const sync = readOrNothing(() => dialect.readSyncInterest(interest, group));
    const vector = sync && readOrNothing(() => StateVector.decode(sync.vector, dialect.form));
    if (sync === undefined || vector === undefined) {
      ++heard.malformed;
      log.debug(`Heard a malformed Sync Interest of ${title}: ${AltUri.ofName(interest.name)}.`);
      return;
    }
    try {
      await clock.work(verifier.verify(sync.signed));
      heard.note(vector, sync.rest !== undefined, sync.signed, wall);
      log.debug(`Heard a Sync Interest of ${title} with ${vector.size} rows.`);
    } catch {
      heard.noteRefused(sync.signed);
      log.debug(`Heard a Sync Interest of ${title} whose signature is none that the chat takes.`);
    }
  }

  private heardOf(shape: SyncShape): HeardDialect {
    const heard = this.byShape.get(shape) ?? new HeardDialect(shape);
    this.byShape.set(shape, heard);
    return heard;
  }
}

/** Octets of strangers are not trusted to be anything. */
function readOrNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
