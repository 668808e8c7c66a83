import { checkName } from "./check-name.js";
import { TlvCursor } from "./tlv-cursor.js";
import { TlvType } from "./tlv-types.js";

/** Reads the parts of state vector entries, versions 3 and 2. Numbers above 2^53-1 stay above. */
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

  /** Reads the SeqNo of a version 2 entry, and the rest of it. */
  readV2SeqNo(at: number, end: number): void {
    this.find(at, end, TlvType.SeqNo, TlvType.Name, "SeqNo");
    this.bootstrapTime = 0;
    this.seqNo = this.integer();
    this.finish(this.valueEnd, end, TlvType.SeqNo, TlvType.Name);
  }
}
