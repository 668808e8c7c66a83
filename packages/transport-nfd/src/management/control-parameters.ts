import { Name } from "@ndn/packet";
import { type Encodable, Encoder, NNI } from "@ndn/tlv";
import { TlvCursor } from "@svs/tlv";
import type { CommandAnswer } from "./registrar.js";

const CONTROL_PARAMETERS = 0x68;
const CONTROL_RESPONSE = 0x65;
const STATUS_CODE = 0x66;
const STATUS_TEXT = 0x67;
const ORIGIN = 0x6f;
const COST = 0x6a;
const FLAGS = 0x6c;
const STRATEGY = 0x6b;

/** Route origin "app". */
const ORIGIN_APP = 0;
/** Interests under a longer prefix of another application still come here too; nothing is captured. */
const FLAG_CHILD_INHERIT = 1;
/** Without a version: the forwarder takes the newest it has. */
const MULTICAST = new Name("/localhost/nfd/strategy/multicast");

function encode(prefix: Name, ...fields: Encodable[]): Uint8Array {
  return Encoder.encode([CONTROL_PARAMETERS, prefix, ...fields]);
}

/** ControlParameters of `rib/register`. */
export function registerParameters(prefix: Name, cost: number): Uint8Array {
  return encode(prefix, [ORIGIN, NNI(ORIGIN_APP)], [COST, NNI(cost)], [FLAGS, NNI(FLAG_CHILD_INHERIT)]);
}

/** ControlParameters of `rib/unregister`. */
export function unregisterParameters(prefix: Name): Uint8Array {
  return encode(prefix, [ORIGIN, NNI(ORIGIN_APP)]);
}

/** ControlParameters of `strategy-choice/set` for the multicast strategy. */
export function multicastParameters(prefix: Name): Uint8Array {
  return encode(prefix, [STRATEGY, MULTICAST]);
}

/** Reads a ControlResponse. @throws Error if it is none. */
export function decodeControlResponse(content: Uint8Array): CommandAnswer {
  const cursor = new TlvCursor(content);
  if (content[0] !== CONTROL_RESPONSE) {
    throw new Error("the forwarder's answer is no ControlResponse");
  }
  cursor.read(0, content.length);
  const end = cursor.valueEnd;
  let statusCode: number | undefined;
  let text = "";
  for (let at = cursor.valueAt; at < end; at = cursor.valueEnd) {
    cursor.read(at, end);
    if (cursor.type === STATUS_CODE) {
      statusCode = cursor.integer();
    } else if (cursor.type === STATUS_TEXT) {
      text = new TextDecoder().decode(cursor.value);
    }
  }
  if (statusCode === undefined) {
    throw new Error("the forwarder's answer has no status code");
  }
  return { statusCode, text };
}
