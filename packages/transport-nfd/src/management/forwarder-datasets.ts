import { Name, TT } from "@ndn/packet";
import { NNI } from "@ndn/tlv";
import type { Millis } from "@svs/core";
import { TlvCursor } from "@svs/tlv";
import { type DatasetOptions, type DatasetSource, readDataset } from "./status-dataset.js";

const FACE_ID = 0x69;
const COST = 0x6a;
const STRATEGY = 0x6b;
const FLAGS = 0x6c;
const ORIGIN = 0x6f;
/** An item of a list: StrategyChoice, RibEntry. */
const ITEM = 0x80;
/** In a RibEntry. */
const ROUTE = 0x81;
/** In GeneralStatus. */
const NFD_VERSION = 0x80;
const START_TIMESTAMP = 0x81;
const CURRENT_TIMESTAMP = 0x82;

/** What a forwarder tells of itself as a whole. */
export interface GeneralStatus {
  /** In its own words: a name with a version, or a version alone. */
  readonly version: string;
  /** When it started, in milliseconds since 1970 by its own clock. */
  readonly startedAt: Millis;
  /** What its clock said when it answered, in milliseconds since 1970. */
  readonly now: Millis;
}

/** A prefix for which a strategy is chosen. */
export interface StrategyChoice {
  readonly prefix: Name;
  /** With its version, as the forwarder lists it. */
  readonly strategy: Name;
}

/** A prefix that was registered. */
export interface RibRoute {
  readonly prefix: Name;
  /** Where its Interests go. */
  readonly faceId: number;
  /** Who registered it; 0 is an application. */
  readonly origin: number;
  readonly cost: number;
  /** 1 is ChildInherit, 2 is Capture. */
  readonly flags: number;
}

/**
 * Reads what a forwarder on this machine tells of itself.
 * @throws SvsError `timeout` or `nack` if it does not tell, `unexpected-answer`, and what `express` throws.
 */
export function readGeneralStatus(
  transport: DatasetSource,
  options: DatasetOptions = {},
): Promise<GeneralStatus> {
  return readDataset(transport, ["status", "general"], decodeGeneralStatus, options);
}

/**
 * Reads which strategy serves which prefix on this machine's forwarder. Of several, the longest prefix counts.
 * @throws SvsError as {@link readGeneralStatus}.
 */
export function readStrategyChoices(
  transport: DatasetSource,
  options: DatasetOptions = {},
): Promise<readonly StrategyChoice[]> {
  return readDataset(transport, ["strategy-choice", "list"], decodeStrategyChoices, options);
}

/**
 * Reads what is registered at this machine's forwarder.
 * @throws SvsError as {@link readGeneralStatus}.
 */
export function readRib(
  transport: DatasetSource,
  options: DatasetOptions = {},
): Promise<readonly RibRoute[]> {
  return readDataset(transport, ["rib", "list"], decodeRib, options);
}

function decodeGeneralStatus(octets: Uint8Array): GeneralStatus {
  return {
    version: new TextDecoder().decode(element(octets, NFD_VERSION)),
    startedAt: number(octets, START_TIMESTAMP),
    now: number(octets, CURRENT_TIMESTAMP),
  };
}

function decodeStrategyChoices(octets: Uint8Array): StrategyChoice[] {
  return elements(octets, ITEM).map((choice) => ({
    prefix: name(choice),
    strategy: name(element(choice, STRATEGY)),
  }));
}

function decodeRib(octets: Uint8Array): RibRoute[] {
  return elements(octets, ITEM).flatMap((entry) => {
    const prefix = name(entry);
    return elements(entry, ROUTE).map((route) => ({
      prefix,
      faceId: number(route, FACE_ID),
      origin: number(route, ORIGIN),
      cost: number(route, COST),
      flags: number(route, FLAGS),
    }));
  });
}

/** The TLV-VALUEs of all elements of a type. Others are ignored: later forwarders may tell more. */
function elements(octets: Uint8Array, type: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  const cursor = new TlvCursor(octets);
  for (let at = 0; at < octets.length; at = cursor.valueEnd) {
    cursor.read(at, octets.length);
    if (cursor.type === type) {
      found.push(cursor.value);
    }
  }
  return found;
}

/** The TLV-VALUE of the first element of a type. @throws Error if there is none. */
function element(octets: Uint8Array, type: number): Uint8Array {
  const [first] = elements(octets, type);
  if (first === undefined) {
    throw new Error(`an element of type ${type} is missing`);
  }
  return first;
}

function number(octets: Uint8Array, type: number): number {
  return NNI.decode(element(octets, type));
}

function name(octets: Uint8Array): Name {
  return new Name(element(octets, TT.Name));
}
