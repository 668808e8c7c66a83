import { checkName } from "./check-name.js";
import { TlvCursor } from "./tlv-cursor.js";
import { TlvType } from "./tlv-types.js";

/**
 * Goes to the next number of an entry, and sets the cursor's `bootstrapTime` and `seqNo`.
 * @param at - where the rest of the entry begins; before the first number it may be its end.
 * @returns where the rest begins after it; -1 if there is no further number.
 * @throws MalformedTlvError
 */
export type ReadNumber = (cursor: VectorCursor, at: number, end: number) => number;

/** Reads the parts of state vector entries that begin with a Name. Numbers above 2^53-1 stay above. */
export class VectorCursor extends TlvCursor {
  /** What was read last. */
  nameAt = 0;
  nameLength = 0;
  bootstrapTime = 0;
  seqNo = 0;

  /** Reads the Name that begins an entry, and does not check its components. @returns where it ends. */
  readName(at: number, end: number): number {
    this.expect(at, end, TlvType.Name, "Name");
    this.nameAt = this.valueAt;
    this.nameLength = this.valueEnd - this.valueAt;
    return this.valueEnd;
  }

  /** @throws MalformedTlvError `bad-name`. */
  checkName(): void {
    checkName(this.octets, this.nameAt, this.nameAt + this.nameLength);
  }

  /** Reads the SeqNoEntry it stands on. */
  readSeqNoEntry(): void {
    const end = this.valueEnd;
    this.find(this.valueAt, end, TlvType.BootstrapTime, TlvType.SeqNoV3, "BootstrapTime");
    this.bootstrapTime = this.integer();
    this.find(this.valueEnd, end, TlvType.SeqNoV3, TlvType.BootstrapTime, "SeqNo");
    this.seqNo = this.integer();
    this.finish(this.valueEnd, end, TlvType.SeqNoV3, TlvType.BootstrapTime);
  }
}

/** Version 3: an entry has any number of SeqNoEntries. */
export const readV3Number: ReadNumber = (cursor, at, end) => {
  for (let next = at; next < end; ) {
    cursor.read(next, end);
    next = cursor.valueEnd;
    if (cursor.type === TlvType.SeqNoEntry) {
      cursor.readSeqNoEntry();
      return next;
    }
    cursor.ignore();
  }
  return -1;
};
