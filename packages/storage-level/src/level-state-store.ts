import { Name } from "@ndn/packet";
import {
  type MemberState,
  type MemberStateChange,
  type OwnState,
  type StateStore,
  SvsError,
} from "@svs/core";
import type { Change, Database } from "./database.js";
import { deliveredKey, everyOwnState, knownKey, ownStateKey } from "./keys.js";
import { OctetReader } from "./octet-reader.js";
import { OctetWriter } from "./octet-writer.js";
import { seal } from "./sealed-value.js";
import { Turns } from "./turns.js";

/** What a state store in a database stands on. */
export interface LevelStateStoreOptions {
  /** Whether own numbers must be on the medium when `save` resolves. */
  readonly sync: boolean;
  /** Called once, when everything that was begun has ended. */
  readonly onClose: () => Promise<void>;
}

/** A member's state in a database. */
export class LevelStateStore implements StateStore {
  /** What is saved last counts, and so it is written last. */
  private readonly turns = new Turns();
  private closed: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly options: LevelStateStoreOptions,
  ) {}

  /** @throws SvsError `store-damaged` also if a checksum is wrong. */
  async load(): Promise<MemberState> {
    this.ensureOpen();
    return this.turns.run(() => readState(this.database));
  }

  async save({ own, known, delivered }: MemberStateChange): Promise<void> {
    this.ensureOpen();
    const changes = [
      ...(own ? [sealed(ownStateKey(own), encodeOwnState(own))] : []),
      ...(known ? [sealed(knownKey, known)] : []),
      ...(delivered ? [sealed(deliveredKey, delivered)] : []),
    ];
    // An older vector costs a repetition, an older number would be given out again.
    await this.turns.run(() => this.database.write(changes, own !== undefined && this.options.sync));
  }

  close(): Promise<void> {
    this.closed ??= this.turns.idle().then(this.options.onClose);
    return this.closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private ensureOpen(): void {
    if (this.closed) {
      throw new SvsError("closed", "The state store is closed.");
    }
  }
}

async function readState(database: Database): Promise<MemberState> {
  const own: OwnState[] = [];
  for await (const [key, value] of database.walk(everyOwnState)) {
    own.push(decodeOwnState(key, database.unseal(key, value, "the numbering")));
  }
  return {
    own,
    known: await database.getSealed(knownKey, "the known vector"),
    delivered: await database.getSealed(deliveredKey, "the delivered vector"),
  };
}

function sealed(key: Uint8Array, body: Uint8Array): Change {
  return { key, value: seal(key, body) };
}

function encodeOwnState({ bootstrapTime, seqNo }: OwnState): Uint8Array {
  return new OctetWriter().integer(bootstrapTime).integer(seqNo).finish();
}

function decodeOwnState(key: Uint8Array, body: Uint8Array): OwnState {
  const reader = new OctetReader(body);
  return { node: new Name(key.subarray(1)), bootstrapTime: reader.integer(), seqNo: reader.integer() };
}
