import { Component, Name } from "@ndn/packet";
import { Decoder, Encoder, NNI } from "@ndn/tlv";
import { nameFromPythonUri, nameToPythonUri } from "@svs/tlv";

const TT_GENERIC = 8;
const TT_SOURCE = 198;
const TT_TOTAL = 199;
const TT_PARTS = 200;

const utf8 = new TextEncoder();

/** What a Sync Interest of Python 0.3 says beside its vector. */
export interface PythonMetadata {
  /** Node prefix of the sender; `undefined` if it gives none that can be used. */
  readonly source: Name | undefined;
  /** Sum of all sequence numbers; may be inexact above 2^53-1. */
  readonly total: number;
  /** How many parts the vector has beside the one in the Sync Interest. */
  readonly parts: number;
}

/** The component before the state vector's. */
export function metadataComponent({ source, total, parts }: PythonMetadata): Component {
  const uri = source ? utf8.encode(nameToPythonUri(source.value)) : new Uint8Array();
  return new Component(
    TT_GENERIC,
    Encoder.encode([
      [TT_SOURCE, uri],
      [TT_TOTAL, NNI(Math.min(total, Number.MAX_SAFE_INTEGER))],
      [TT_PARTS, NNI(parts)],
    ]),
  );
}

/** @throws Error of any kind if its octets are damaged. */
export function readMetadata({ value }: Component): PythonMetadata {
  let source: Name | undefined;
  let total = 0;
  let parts = 0;
  for (const decoder = new Decoder(value); !decoder.eof; ) {
    const element = decoder.read();
    switch (element.type) {
      case TT_SOURCE: {
        const octets = nameFromPythonUri(element.value);
        source = octets && new Name(octets);
        break;
      }
      case TT_TOTAL:
        total = NNI.decode(element.value, { unsafe: true });
        break;
      case TT_PARTS:
        parts = NNI.decode(element.value, { unsafe: true });
        break;
    }
  }
  return { source, total, parts };
}
