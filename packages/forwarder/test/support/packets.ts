import { FwHint, Interest, Name, type NameLike } from "@ndn/packet";
import { Encoder, NNI } from "@ndn/tlv";

/** What {@link interestPacket} takes beside the name. */
export interface InterestFields {
  readonly nonce?: number;
  readonly canBePrefix?: boolean;
  readonly mustBeFresh?: boolean;
  readonly lifetime?: number;
  readonly hopLimit?: number;
  readonly hint?: NameLike;
}

let nonces = 0;

/** Octets of an Interest; each has a Nonce of its own unless one is given. */
export function interestPacket(name: NameLike, fields: InterestFields = {}): Uint8Array {
  const interest = new Interest(Name.from(name));
  interest.nonce = fields.nonce ?? ++nonces;
  interest.canBePrefix = fields.canBePrefix ?? false;
  interest.mustBeFresh = fields.mustBeFresh ?? false;
  interest.lifetime = fields.lifetime ?? 4000;
  interest.hopLimit = fields.hopLimit ?? 255;
  if (fields.hint !== undefined) {
    interest.fwHint = new FwHint(fields.hint);
  }
  return Encoder.encode(interest);
}

/** What {@link dataPacket} takes beside the name. */
export interface DataFields {
  readonly content?: string | Uint8Array;
  readonly freshnessPeriod?: number;
}

/** Octets of a Data, with a signature that is none. */
export function dataPacket(name: NameLike, fields: DataFields = {}): Uint8Array {
  const { freshnessPeriod, content = "" } = fields;
  return Encoder.encode([
    0x06,
    Name.from(name),
    freshnessPeriod === undefined ? undefined : [0x14, [0x19, NNI(freshnessPeriod)]],
    [0x15, Buffer.from(content)],
    [0x16, [0x1b, NNI(0)]],
    [0x17, new Uint8Array(32)],
  ]);
}

/** TLV-VALUE of a Name. */
export function nameValue(name: NameLike): Uint8Array {
  return Name.from(name).value;
}
