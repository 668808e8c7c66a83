import { AltUri, Component, type Data, Interest, Name } from "@ndn/packet";
import { Encoder, NNI } from "@ndn/tlv";
import { type Millis, SvsError, type Transport } from "@svs/core";
import { decodeControlResponse } from "./control-parameters.js";

/** Options of the functions that read a forwarder's datasets. */
export interface DatasetOptions {
  /** Gives it up: the promise rejects with `SvsError` code `aborted`. */
  signal?: AbortSignal | undefined;
}

/** What a dataset is read over. */
export type DatasetSource = Pick<Transport, "express">;

const MANAGEMENT = new Name("/localhost/nfd");
const TT_SEGMENT = 50;
/** How long each Interest waits for its Data, in milliseconds. */
const LIFETIME: Millis = 1_000;
const TRIES = 2;
/** Some megabytes: no forwarder has so much to tell. */
const SEGMENTS_MAX = 1_000;

/**
 * Reads a status dataset of the NFD Management protocol. Signatures are not checked: a local forwarder is
 * trusted with all our packets anyway.
 * @param module - for example `rib`.
 * @param verb - for example `list`.
 * @param read - makes of the dataset's octets what it says; throws if they are malformed.
 * @throws SvsError `timeout` or `nack` if the forwarder does not tell, as one of another machine, which answers
 * nothing under `/localhost`; `unexpected-answer`; and what `Transport.express` throws.
 */
export async function readDataset<T>(
  source: DatasetSource,
  [module, verb]: readonly [module: string, verb: string],
  read: (octets: Uint8Array) => T,
  { signal }: DatasetOptions,
): Promise<T> {
  const prefix = MANAGEMENT.append(module, verb);
  const { CanBePrefix, MustBeFresh, Lifetime } = Interest;
  const ask = (interest: Interest): Promise<Data> => express(source, interest, signal);
  const any = await ask(new Interest(prefix, CanBePrefix, MustBeFresh, Lifetime(LIFETIME)));
  const number = segmentNumber(any.name.get(-1));
  if (number === undefined) {
    throw unexpected(prefix, refusalOf(any) ?? "it is in no segments");
  }
  const last = any.finalBlockId === undefined ? number : segmentNumber(any.finalBlockId);
  if (last === undefined || last >= SEGMENTS_MAX || number > last) {
    throw unexpected(prefix, "its segments have no end");
  }
  const segments: Uint8Array[] = [];
  for (let i = 0; i <= last; ++i) {
    // Whoever has several segments may answer with any of them.
    const data = i === number ? any : await ask(new Interest(segmentName(any.name, i), Lifetime(LIFETIME)));
    segments.push(data.content);
  }
  try {
    return read(concatenate(segments));
  } catch (cause) {
    throw unexpected(prefix, "it is malformed", cause);
  }
}

async function express(
  source: DatasetSource,
  interest: Interest,
  signal: AbortSignal | undefined,
): Promise<Data> {
  for (let left = TRIES - 1; ; --left) {
    try {
      return await source.express(interest, { signal });
    } catch (error) {
      if (left === 0 || !SvsError.is(error, "timeout")) {
        throw error;
      }
    }
  }
}

/** The words of a forwarder that answers with a status code, as to a command. */
function refusalOf({ content }: Data): string | undefined {
  try {
    const { statusCode, text } = decodeControlResponse(content);
    return `${statusCode} ${text}`.trim();
  } catch {
    return undefined;
  }
}

function segmentNumber(component: Component | undefined): number | undefined {
  if (component?.type !== TT_SEGMENT) {
    return undefined;
  }
  try {
    return NNI.decode(component.value);
  } catch {
    return undefined;
  }
}

function segmentName(anySegment: Name, number: number): Name {
  return anySegment.getPrefix(-1).append(new Component(TT_SEGMENT, Encoder.encode(NNI(number))));
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

function unexpected(prefix: Name, why: string, cause?: unknown): SvsError {
  return new SvsError(
    "unexpected-answer",
    `The forwarder's dataset ${AltUri.ofName(prefix)} cannot be read (${why}); is it a forwarder that answers there?`,
    { cause },
  );
}
