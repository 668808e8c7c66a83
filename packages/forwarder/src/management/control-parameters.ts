import { type Encodable, Encoder, NNI } from "@ndn/tlv";
import { TlvCursor } from "../packet/tlv-cursor.js";
import { TlvType } from "../packet/tlv-type.js";
import { MgmtType } from "./mgmt-type.js";

/** Arguments of a management command, and of its answer. Absent fields are undefined. */
export interface ControlParameters {
  /** Name TLV-VALUE. */
  name?: Uint8Array | undefined;
  faceId?: number | undefined;
  uri?: string | undefined;
  localUri?: string | undefined;
  origin?: number | undefined;
  cost?: number | undefined;
  capacity?: number | undefined;
  count?: number | undefined;
  flags?: number | undefined;
  mask?: number | undefined;
  /** Name TLV-VALUE. */
  strategy?: Uint8Array | undefined;
  /** Milliseconds. */
  expirationPeriod?: number | undefined;
  facePersistency?: number | undefined;
  mtu?: number | undefined;
}

const numbers = new Map<number, NumberField>([
  [MgmtType.FaceId, "faceId"],
  [MgmtType.Origin, "origin"],
  [MgmtType.Cost, "cost"],
  [MgmtType.Capacity, "capacity"],
  [MgmtType.Count, "count"],
  [MgmtType.Flags, "flags"],
  [MgmtType.Mask, "mask"],
  [MgmtType.ExpirationPeriod, "expirationPeriod"],
  [MgmtType.FacePersistency, "facePersistency"],
  [MgmtType.Mtu, "mtu"],
]);

type NumberField =
  | "faceId"
  | "origin"
  | "cost"
  | "capacity"
  | "count"
  | "flags"
  | "mask"
  | "expirationPeriod"
  | "facePersistency"
  | "mtu";

/** @returns undefined if `octets` do not begin with well-formed ControlParameters. */
export function decodeControlParameters(octets: Uint8Array): ControlParameters | undefined {
  const outer = new TlvCursor().reset(octets);
  if (!outer.next() || outer.type !== MgmtType.ControlParameters) {
    return undefined;
  }
  const parameters: ControlParameters = {};
  const field = new TlvCursor().reset(octets, outer.valueStart, outer.valueEnd);
  while (field.next()) {
    if (!decodeField(field, parameters)) {
      return undefined;
    }
  }
  return field.malformed ? undefined : parameters;
}

function decodeField(field: TlvCursor, parameters: ControlParameters): boolean {
  const numeric = numbers.get(field.type);
  if (numeric !== undefined) {
    const n = field.nonNegativeInteger();
    parameters[numeric] = n;
    return n !== undefined && n <= Number.MAX_SAFE_INTEGER;
  }
  switch (field.type) {
    case TlvType.Name:
      parameters.name = field.value();
      return isName(parameters.name);
    case MgmtType.Strategy: {
      const inner = new TlvCursor().reset(field.value());
      if (!inner.next() || inner.type !== TlvType.Name) {
        return false;
      }
      parameters.strategy = inner.value();
      return isName(parameters.strategy);
    }
    case MgmtType.Uri:
      parameters.uri = Buffer.from(field.value()).toString();
      return true;
    case MgmtType.LocalUri:
      parameters.localUri = Buffer.from(field.value()).toString();
      return true;
    default:
      // NFD ignores what it does not know here, whatever the TLV-TYPE.
      return true;
  }
}

/** Whether `value` is a well-formed Name TLV-VALUE. */
function isName(value: Uint8Array): boolean {
  const component = new TlvCursor().reset(value);
  while (component.next()) {
    if (component.type > 0xffff) {
      return false;
    }
  }
  return !component.malformed;
}

/** Writes ControlParameters, in the order that NFD gives them. */
export function encodeControlParameters(parameters: ControlParameters): Uint8Array {
  const fields: Encodable[] = [];
  if (parameters.name !== undefined) {
    fields.push([TlvType.Name, parameters.name]);
  }
  const text = (type: number, value: string | undefined) => {
    if (value !== undefined) {
      fields.push([type, Buffer.from(value)]);
    }
  };
  const number = (type: number) => {
    const value = parameters[numbers.get(type)!];
    if (value !== undefined) {
      fields.push([type, NNI(value)]);
    }
  };
  number(MgmtType.FaceId);
  text(MgmtType.Uri, parameters.uri);
  text(MgmtType.LocalUri, parameters.localUri);
  number(MgmtType.Origin);
  number(MgmtType.Cost);
  number(MgmtType.Capacity);
  number(MgmtType.Count);
  number(MgmtType.Flags);
  number(MgmtType.Mask);
  if (parameters.strategy !== undefined) {
    fields.push([MgmtType.Strategy, [TlvType.Name, parameters.strategy]]);
  }
  number(MgmtType.ExpirationPeriod);
  number(MgmtType.FacePersistency);
  number(MgmtType.Mtu);
  return Encoder.encode([MgmtType.ControlParameters, ...fields]);
}
