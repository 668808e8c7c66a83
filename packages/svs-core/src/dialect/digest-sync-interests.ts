import type { Name } from "@ndn/packet";
import { TlvCursor } from "@svs/tlv";
import type { Random } from "../ports/random.js";
import { isSha256Of, sha256 } from "../sha256.js";
import { putElement, putHeader, sizeOf } from "../tlv-writing.js";
import type { StateVectorDataNames, SyncSender } from "./dialect.js";
import { SYNC_LIFETIME, TT_APP_PARAMETERS } from "./sync-packet.js";

const TT_INTEREST = 0x05;
const TT_DATA = 0x06;
const TT_NAME = 0x07;
const TT_PARAMETERS_DIGEST = 0x02;
const TT_NONCE = 0x0a;
const TT_LIFETIME = 0x0c;
const TT_CONTENT = 0x15;
const TT_SIGNATURE_INFO = 0x16;
const TT_SIGNATURE_VALUE = 0x17;
const TT_SIGNATURE_TYPE = 0x1b;
const TT_SIGNATURE_NONCE = 0x26;
const TT_STATE_VECTOR = 201;

/** What an Interest may have between its name and its parameters, order left aside. */
const INTEREST_FIELDS: ReadonlySet<number> = new Set([0x21, 0x12, 0x1e, TT_NONCE, TT_LIFETIME, 0x22]);
/** What Data may have between its name and its content: MetaInfo. */
const DATA_FIELDS: ReadonlySet<number> = new Set([0x14]);

/** SignatureType */
const DIGEST_SHA256 = 0;
const DIGEST_SIZE = 32;
const NONCE_SIZE = 4;
const SIGNATURE_NONCE_SIZE = 8;
/** SignatureType DigestSha256, and room for the nonce behind it. */
const SIGNATURE_INFO_SIZE = 3 + 2 + SIGNATURE_NONCE_SIZE;
const SIGNATURE_SIZE = 2 + SIGNATURE_INFO_SIZE + 2 + DIGEST_SIZE;

/** A Sync Interest as it was read, with its signature still to be checked. Views, no copies. */
export interface DigestSyncInterest {
  /** The StateVector TLV. */
  readonly vector: Uint8Array;
  /** The parameters digest. */
  readonly digest: Uint8Array;
  /** Checks the signature of the State Vector Data. */
  verify(): boolean;
}

/**
 * The Sync Interests of version 3 in one group, their State Vector Data signed by DigestSha256: the
 * same octets as by packet classes and {@link digestSigning}, made and read in one walk. It is what
 * every publication waits for, at both ends.
 */
export class DigestSyncInterests {
  /** TLV-VALUE of the name without parameters digest. */
  private readonly prefix: Uint8Array;
  /** TLV-VALUE of the State Vector Data's name, and whose it is. */
  private dataName: { readonly sender: SyncSender | undefined; readonly value: Uint8Array } | undefined;

  constructor(
    private readonly group: Name,
    private readonly names: StateVectorDataNames,
  ) {
    this.prefix = names.syncInterest(group).value;
  }

  /** A Sync Interest, whole. */
  make(vector: Uint8Array, sender: SyncSender | undefined, random: Random): Uint8Array {
    const { prefix } = this;
    const name = this.dataNameFor(sender);
    const dataSize = sizeOf(name.length) + sizeOf(vector.length) + SIGNATURE_SIZE;
    const parametersSize = sizeOf(dataSize);
    const nameSize = prefix.length + 2 + DIGEST_SIZE;
    const size = sizeOf(nameSize) + 2 + NONCE_SIZE + 4 + sizeOf(parametersSize);
    const packet = new Uint8Array(sizeOf(size));

    let at = putHeader(packet, 0, TT_INTEREST, size);
    at = putHeader(packet, at, TT_NAME, nameSize);
    packet.set(prefix, at);
    at = putHeader(packet, at + prefix.length, TT_PARAMETERS_DIGEST, DIGEST_SIZE);
    const digestAt = at;
    at = putHeader(packet, at + DIGEST_SIZE, TT_NONCE, NONCE_SIZE);
    at = putRandom(packet, at, NONCE_SIZE, random);
    at = putHeader(packet, at, TT_LIFETIME, 2);
    packet[at++] = SYNC_LIFETIME >> 8;
    packet[at++] = SYNC_LIFETIME & 0xff;
    const parametersAt = at;
    at = putHeader(packet, at, TT_APP_PARAMETERS, parametersSize);
    at = putHeader(packet, at, TT_DATA, dataSize);
    const signedAt = at;
    at = putElement(packet, at, TT_NAME, name);
    at = putElement(packet, at, TT_CONTENT, vector);
    at = putHeader(packet, at, TT_SIGNATURE_INFO, SIGNATURE_INFO_SIZE);
    at = putHeader(packet, at, TT_SIGNATURE_TYPE, 1);
    packet[at++] = DIGEST_SHA256;
    at = putHeader(packet, at, TT_SIGNATURE_NONCE, SIGNATURE_NONCE_SIZE);
    at = putRandom(packet, at, SIGNATURE_NONCE_SIZE, random);
    const signature = sha256(packet.subarray(signedAt, at));
    putElement(packet, at, TT_SIGNATURE_VALUE, signature);
    packet.set(sha256(packet.subarray(parametersAt)), digestAt);
    return packet;
  }

  /**
   * Reads an Interest's octets.
   * @returns `undefined` if it is anything but a plain Sync Interest with an intact parameters digest
   * and a DigestSha256: then it is for others to say what it is, and what is wrong with it.
   */
  read(packet: Uint8Array): DigestSyncInterest | undefined {
    try {
      return this.parse(packet);
    } catch {
      return undefined;
    }
  }

  private dataNameFor(sender: SyncSender | undefined): Uint8Array {
    const { sender: last, value } = this.dataName ?? {};
    if (value && last?.node === sender?.node && last?.bootstrapTime === sender?.bootstrapTime) {
      return value;
    }
    this.dataName = { sender, value: this.names.data(this.group, sender).value };
    return this.dataName.value;
  }

  private parse(packet: Uint8Array): DigestSyncInterest | undefined {
    const { prefix } = this;
    const cursor = new TlvCursor(packet);
    cursor.open(TT_INTEREST, "Interest");
    const end = cursor.valueEnd;
    cursor.expect(cursor.valueAt, end, TT_NAME, "Name");
    const nameEnd = cursor.valueEnd;
    const digestAt = cursor.valueAt + prefix.length + 2;
    if (nameEnd !== digestAt + DIGEST_SIZE || !hasAt(packet, cursor.valueAt, prefix)) {
      return undefined;
    }
    cursor.expect(digestAt - 2, nameEnd, TT_PARAMETERS_DIGEST, "parameters digest");

    const parametersAt = skip(cursor, nameEnd, end, INTEREST_FIELDS);
    cursor.expect(parametersAt, end, TT_APP_PARAMETERS, "ApplicationParameters");
    if (cursor.valueEnd !== end) {
      return undefined; // signed itself
    }
    const digest = packet.subarray(digestAt, nameEnd);
    if (!isSha256Of(digest, packet.subarray(parametersAt, end))) {
      return undefined;
    }

    // What follows the State Vector Data, and in it the StateVector, is left alone.
    cursor.expect(cursor.valueAt, end, TT_DATA, "State Vector Data");
    const signedAt = cursor.valueAt;
    const dataEnd = cursor.valueEnd;
    cursor.expect(signedAt, dataEnd, TT_NAME, "Name");
    cursor.expect(skip(cursor, cursor.valueEnd, dataEnd, DATA_FIELDS), dataEnd, TT_CONTENT, "Content");
    const contentEnd = cursor.valueEnd;
    cursor.expect(cursor.valueAt, contentEnd, TT_STATE_VECTOR, "StateVector");
    const vector = packet.subarray(cursor.start, cursor.valueEnd);
    cursor.expect(contentEnd, dataEnd, TT_SIGNATURE_INFO, "SignatureInfo");
    const signedEnd = cursor.valueEnd;
    cursor.expect(cursor.valueAt, signedEnd, TT_SIGNATURE_TYPE, "SignatureType");
    if (cursor.integer() !== DIGEST_SHA256) {
      return undefined;
    }
    cursor.expect(signedEnd, dataEnd, TT_SIGNATURE_VALUE, "SignatureValue");
    const signature = packet.subarray(cursor.valueAt, dataEnd);
    if (cursor.valueEnd !== dataEnd || signature.length !== DIGEST_SIZE) {
      return undefined;
    }
    return {
      vector,
      digest,
      verify: () => isSha256Of(signature, packet.subarray(signedAt, signedEnd)),
    };
  }
}

/** Passes over elements of these types. @returns where the first other one begins, or the end. */
function skip(cursor: TlvCursor, start: number, end: number, types: ReadonlySet<number>): number {
  let at = start;
  while (at < end) {
    cursor.read(at, end);
    if (!types.has(cursor.type)) {
      break;
    }
    at = cursor.valueEnd;
  }
  return at;
}

/** Whether these octets stand there. */
function hasAt(octets: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let i = 0; i < wanted.length; i++) {
    if (octets[at + i] !== wanted[i]) {
      return false;
    }
  }
  return true;
}

/** @returns where they end. */
function putRandom(packet: Uint8Array, at: number, count: number, random: Random): number {
  for (let i = 0; i < count; i++) {
    packet[at + i] = random.next() * 256;
  }
  return at + count;
}
