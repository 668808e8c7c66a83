/**
 * Throws damaged octets at the codec, and compares every answer with the reference.
 *
 *   node -C @svs/source --import tsx packages/svs-tlv/test/fuzz.ts --seconds 3600 --seed 7
 *
 * Without `--seconds` it takes `--inputs` of them, a million by default.
 */
import { randomInt } from "node:crypto";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  decodeMapping,
  encodeMapping,
  MalformedTlvError,
  nameFromPythonUri,
  nameToPythonUri,
  StateVector,
} from "@svs/tlv";
import { FORMS } from "./forms.js";
import {
  type FormName,
  fromHex,
  nni,
  type PlainDifference,
  ReferenceMalformed,
  ReferenceVector,
  tlv,
  toHex,
  toPlain,
} from "./reference-vector.js";

export interface FuzzOptions {
  /** Whole number; equal seeds give equal inputs. */
  readonly seed: number;
  /** Asked before each thousand of inputs. */
  readonly goOn: (inputs: number) => boolean;
}

export interface FuzzResult {
  readonly inputs: number;
  /** Inputs that were refused, by code. */
  readonly refusals: ReadonlyMap<string, number>;
}

/** @throws Error at the first wrong answer, with the input and the command that repeats it. */
export function fuzz({ seed, goOn }: FuzzOptions): FuzzResult {
  const random = new Xorshift(seed);
  const seeds = makeSeeds(random);
  const refusals = new Map<string, number>();
  let inputs = 0;
  // Most inputs end in an error, and half of its cost is the stack.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  while (goOn(inputs)) {
    for (let i = 0; i < 1_000; i++, inputs++) {
      const sample = random.pick(seeds);
      const octets = mutate(random, sample.octets, seeds);
      try {
        const refusal =
          sample.form === "mapping" ? tryMapping(octets) : tryVector(octets, sample.form, sample.ours);
        if (refusal) {
          refusals.set(refusal, (refusals.get(refusal) ?? 0) + 1);
        }
      } catch (cause) {
        Error.stackTraceLimit = stackTraceLimit;
        throw new Error(
          `Input ${inputs} of seed ${seed}, form ${sample.form}: ${toHex(octets)}\n` +
            `Repeat with: packages/svs-tlv/test/fuzz.ts --seed ${seed} --inputs ${inputs + 1}\n${cause}`,
          { cause },
        );
      }
    }
  }
  Error.stackTraceLimit = stackTraceLimit;
  return { inputs, refusals };
}

interface Sample {
  readonly form: FormName | "mapping";
  readonly octets: Uint8Array;
  readonly ours: Ours;
}

/** A state to receive vectors in. */
interface Ours {
  readonly vector: StateVector;
  readonly reference: ReferenceVector;
  /** Its encoding, and a copy of that. */
  readonly octets: Uint8Array;
  readonly copy: Uint8Array;
}

/** @returns the code of the refusal, if it was one. */
function tryVector(octets: Uint8Array, form: FormName, ours: Ours): string | undefined {
  const before = Uint8Array.from(octets);
  let theirs: ReferenceVector | undefined;
  try {
    theirs = ReferenceVector.decode(octets, form);
  } catch (error) {
    if (!(error instanceof ReferenceMalformed)) {
      throw error;
    }
  }
  const compared = attempt(() => ours.vector.compareEncoded(octets, FORMS[form]));
  const decoded = attempt(() => StateVector.decode(octets, FORMS[form]));
  sameOctets("the input is untouched", octets, before);
  same("the state is untouched", ours.vector.encode() === ours.octets, true);
  sameOctets("its octets are, too", ours.octets, ours.copy);
  if (!theirs || compared instanceof MalformedTlvError || decoded instanceof MalformedTlvError) {
    if (theirs || !(compared instanceof MalformedTlvError) || !(decoded instanceof MalformedTlvError)) {
      throw new Error(`malformed? reference ${!theirs}, compare ${compared}, decode ${decoded}`);
    }
    same("both refusals", `${compared.code} ${compared.offset}`, `${decoded.code} ${decoded.offset}`);
    same("the offset is within", compared.offset >= 0 && compared.offset <= octets.length, true);
    return compared.code;
  }
  const expected = ours.reference.compare(theirs);
  sameDifference("compareEncoded", toPlain(compared), expected);
  sameDifference("decode and compare", toPlain(ours.vector.compare(decoded)), expected);
  sameOctets("decode", decoded.encode(), theirs.encode("v3"));
  if (compared.newer.length > 0) {
    const merged = ours.vector.clone();
    merged.apply(compared, 5);
    const left = merged.compareEncoded(octets, FORMS[form]);
    same("nothing is newer after a merge", left.newer.length, 0);
    same("a merge takes nothing away", ours.vector.compare(merged).behind, 0);
    sameOctets("patched and cold encoding", merged.encode(), StateVector.decode(merged.encode()).encode());
  }
  return undefined;
}

function sameDifference(what: string, actual: PlainDifference, expected: PlainDifference): void {
  same(`${what}: newer`, actual.newer.length, expected.newer.length);
  for (const [i, { node, bootstrapTime, low, high }] of actual.newer.entries()) {
    const range = expected.newer[i]!;
    same(`${what}: node`, node, range.node);
    same(`${what}: bootstrapTime`, bootstrapTime, range.bootstrapTime);
    same(`${what}: low`, low, range.low);
    same(`${what}: high`, high, range.high);
  }
  same(`${what}: behind`, actual.behind, expected.behind);
  same(`${what}: behindSince`, actual.behindSince, expected.behindSince);
  same(`${what}: refused`, actual.refused, expected.refused);
  same(`${what}: maxBootstrapTime`, actual.maxBootstrapTime, expected.maxBootstrapTime);
}

function tryMapping(octets: Uint8Array): string | undefined {
  const decoded = attempt(() => decodeMapping(octets));
  if (decoded instanceof MalformedTlvError) {
    return decoded.code;
  }
  const encoded = encodeMapping(decoded);
  sameOctets("decode, encode, decode, encode", encodeMapping(decodeMapping(encoded)), encoded);
  const uri = nameToPythonUri(decoded.node);
  same("name, URI, name", toHex(nameFromPythonUri(Buffer.from(uri))!), toHex(decoded.node));
  return undefined;
}

function attempt<T>(action: () => T): T | MalformedTlvError {
  try {
    return action();
  } catch (error) {
    if (error instanceof MalformedTlvError) {
      return error;
    }
    throw error;
  }
}

function same(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) {
    throw new Error(`${what}: got ${String(actual)}, expected ${String(expected)}`);
  }
}

function sameOctets(what: string, actual: Uint8Array, expected: Uint8Array): void {
  if (Buffer.compare(actual, expected) !== 0) {
    same(what, toHex(actual), toHex(expected));
  }
}

/** Valid octets of every form, each with a state that has much in common with them. */
function makeSeeds(random: Xorshift): Sample[] {
  const samples: Sample[] = [];
  for (const form of ["v3", "v3", "v3", "v2", "python", "mapping"] as const) {
    for (const size of [0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, form === "v3" ? 16 : 6]) {
      const theirs = new ReferenceVector();
      const ours = new ReferenceVector();
      for (let i = 0; i < size; i++) {
        const node = randomName(random);
        for (let times = random.below(4) === 0 ? 3 : 1; times > 0; times--) {
          const bootstrapTime = form === "v3" ? random.pick(NUMBERS) : 0n;
          const seqNo = random.pick(NUMBERS.slice(1));
          theirs.set(node, bootstrapTime, seqNo, random.below(5));
          const own = random.below(8);
          if (own > 0) {
            ours.set(node, bootstrapTime, own > 2 ? seqNo : random.pick(NUMBERS.slice(1)), random.below(5));
          }
        }
      }
      samples.push({ form, octets: encodeSeed(form, theirs), ours: oursOf(ours) });
    }
  }
  return samples;
}

const NUMBERS = [0n, 1n, 2n, 255n, 256n, 65_535n, 65_536n, 1_700_000_000n, 2n ** 32n, 2n ** 53n - 1n];

function encodeSeed(form: Sample["form"], vector: ReferenceVector): Uint8Array {
  if (form !== "mapping") {
    return vector.encode(form);
  }
  const entries = vector
    .sorted()
    .map(({ node, seqNo }) =>
      tlv(206, tlv(204, nni(seqNo)), tlv(7, fromHex(node)), tlv(56, Uint8Array.of(1))),
    );
  return tlv(205, tlv(7, fromHex("080161")), ...entries);
}

function oursOf(reference: ReferenceVector): Ours {
  const vector = new StateVector();
  for (const { node, bootstrapTime, seqNo, stamp } of reference.sorted()) {
    vector.set(fromHex(node), Number(bootstrapTime), Number(seqNo), stamp);
  }
  const octets = vector.encode();
  return { vector, reference, octets, copy: Uint8Array.from(octets) };
}

function randomName(random: Xorshift): string {
  let node = "";
  for (let components = random.below(4); components > 0; components--) {
    const length = random.below(40) === 0 ? 254 : random.below(5);
    const value = Uint8Array.from({ length }, () => 0x61 + random.below(3));
    node += toHex(tlv(random.pick([8, 8, 8, 32, 54, 300]), value));
  }
  return node;
}

/** A few changes; now and then none. */
function mutate(random: Xorshift, source: Uint8Array, seeds: readonly Sample[]): Uint8Array {
  let octets: Uint8Array = Uint8Array.from(source);
  for (let changes = random.below(4); changes > 0; changes--) {
    const at = random.below(octets.length);
    const octet = octets[at] ?? 0;
    switch (random.below(9)) {
      case 0:
        octets[at] = random.below(256);
        break;
      case 1:
        octets[at] = octet ^ (1 << random.below(8));
        break;
      case 2:
        octets[at] = octet + random.pick([1, 255, 2, 254]);
        break;
      case 3:
        octets[at] = random.pick([0, 7, 8, 201, 202, 203, 204, 205, 206, 210, 212, 214, 253, 254, 255]);
        break;
      case 4:
        octets = splice(octets, at, 1 + random.below(3), NOTHING);
        break;
      case 5:
        octets = splice(
          octets,
          at,
          0,
          Uint8Array.from({ length: 1 + random.below(8) }, () => random.below(256)),
        );
        break;
      case 6: {
        // A stretch of another input, now and then whole elements of it.
        const other = random.pick(seeds).octets;
        const from = random.below(other.length);
        octets = splice(octets, at, random.below(3), other.subarray(from, from + random.below(40)));
        break;
      }
      case 7:
        octets = changeElement(random, octets);
        break;
      default:
        octets = octets.slice(0, at);
    }
  }
  // Damage within a correct outer length goes deeper.
  return random.below(3) > 0 ? tlv(octets[0] || 201, octets.subarray(headerSize(octets, 0))) : octets;
}

const NOTHING = new Uint8Array(0);

function splice(octets: Uint8Array, at: number, count: number, added: Uint8Array): Uint8Array {
  const end = Math.min(at + count, octets.length);
  const result = new Uint8Array(octets.length - (end - at) + added.length);
  result.set(octets.subarray(0, at));
  result.set(added, at);
  result.set(octets.subarray(end), at + added.length);
  return result;
}

/** Takes an element inside, and repeats it, drops it, puts it elsewhere, or puts another before it. */
function changeElement(random: Xorshift, octets: Uint8Array): Uint8Array {
  const places: number[] = [];
  for (let at = headerSize(octets, 0); at < octets.length; at = elementEnd(octets, at)) {
    places.push(at);
  }
  const at = places.length > 0 ? random.pick(places) : octets.length;
  const element = octets.slice(at, elementEnd(octets, at));
  switch (random.below(4)) {
    case 0:
      return splice(octets, octets.length, 0, element);
    case 1:
      return splice(octets, at, element.length, NOTHING);
    case 2:
      return splice(splice(octets, at, element.length, NOTHING), headerSize(octets, 0), 0, element);
    default:
      return splice(
        octets,
        at,
        0,
        tlv(random.pick([32, 204, 254, 255, 300]), new Uint8Array(random.below(4))),
      );
  }
}

function headerSize(octets: Uint8Array, at: number): number {
  return Math.min(octets[at + 1] === 253 ? 4 : 2, octets.length);
}

function elementEnd(octets: Uint8Array, at: number): number {
  const length = octets[at + 1] === 253 ? octets[at + 2]! * 256 + octets[at + 3]! : (octets[at + 1] ?? 0);
  return at + headerSize(octets, at) + (length || 0);
}

/** Repeatable chance: Marsaglia's xorshift with 32 bits of state. */
class Xorshift {
  private state: number;

  constructor(seed: number) {
    this.state = (Math.imul(seed, 0x9e3779b1) ^ 0x2545f491) | 0 || 1;
  }

  below(bound: number): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return (x >>> 0) % Math.max(bound, 1);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }
}

function main(): void {
  const { values } = parseArgs({
    options: { seconds: { type: "string" }, inputs: { type: "string" }, seed: { type: "string" } },
  });
  const seed = Number(values.seed ?? randomInt(1_000_000));
  const end = process.uptime() + Number(values.seconds ?? 0);
  const limit = Number(values.inputs ?? 1_000_000);
  console.log(
    `seed ${seed}; repeat with: node -C @svs/source --import tsx packages/svs-tlv/test/fuzz.ts --seed ${seed}`,
  );
  const { inputs, refusals } = fuzz({
    seed,
    goOn: (done) => (values.seconds === undefined ? done < limit : process.uptime() < end),
  });
  console.log(`${inputs} inputs, no wrong answer. Refused as malformed:`);
  console.table(Object.fromEntries([...refusals].sort(([, a], [, b]) => b - a)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main();
}
