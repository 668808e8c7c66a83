/** `Buffer.prototype.compare` of Node.js, which works on any Uint8Array. */
type NativeCompare = (
  this: Uint8Array,
  target: Uint8Array,
  targetStart: number,
  targetEnd: number,
  sourceStart: number,
  sourceEnd: number,
) => number;

interface NodeGlobals {
  readonly process?: { readonly versions?: { readonly node?: string } };
  readonly Buffer?: { readonly prototype: { readonly compare: NativeCompare } };
}

/** Below this a loop that reads four at a time beats a native call. */
const SHORT = 512;

/** Octets that are compared natively at first. */
const STEP = 4096;

/** From so many octets on, reading four at a time makes up for a view. */
const LONG = 64;

/** Octets, and a view to read several of them at a time. */
export interface Viewed {
  readonly octets: Uint8Array;
  /** Of all of the octets. */
  readonly words: DataView;
}

/** How many octets are alike from `aAt` and `bAt` on, at most `limit`. */
export type CommonLength = (a: Viewed, aAt: number, b: Viewed, bAt: number, limit: number) => number;

/** The native comparison only says which is greater: the place is found by halving. */
export function nativeCommonLength(compare: NativeCompare): CommonLength {
  return (a, aAt, b, bAt, limit) => {
    const near = loop(a, aAt, b, bAt, 0, Math.min(limit, SHORT));
    if (near < SHORT || near === limit) {
      return near;
    }
    let same = near;
    let bound = limit;
    let length = Math.min(STEP, limit - same);
    while (length > SHORT) {
      const [i, j] = [aAt + same, bAt + same];
      if (compare.call(a.octets, b.octets, j, j + length, i, i + length) === 0) {
        same += length;
        length = bound < limit ? (bound - same) >>> 1 : Math.min(8 * length, limit - same);
      } else {
        bound = same + length;
        length >>>= 1;
      }
    }
    return loop(a, aAt, b, bAt, same, bound);
  };
}

/** For browsers. */
export const portableCommonLength: CommonLength = (a, aAt, b, bAt, limit) => loop(a, aAt, b, bAt, 0, limit);

function loop(a: Viewed, aAt: number, b: Viewed, bAt: number, from: number, limit: number): number {
  let same = from;
  if (limit - same >= LONG) {
    const { words: left } = a;
    const { words: right } = b;
    for (const last = limit - 16; same <= last; same += 16) {
      const i = aAt + same;
      const j = bAt + same;
      const unlike =
        (left.getInt32(i, true) ^ right.getInt32(j, true)) |
        (left.getInt32(i + 4, true) ^ right.getInt32(j + 4, true)) |
        (left.getInt32(i + 8, true) ^ right.getInt32(j + 8, true)) |
        (left.getInt32(i + 12, true) ^ right.getInt32(j + 12, true));
      if (unlike !== 0) {
        break;
      }
    }
  }
  const { octets: left } = a;
  const { octets: right } = b;
  while (same < limit && left[aAt + same] === right[bAt + same]) {
    same++;
  }
  return same;
}

/** Present in Node.js; a Buffer in a browser is an imitation, slower than the loop. */
function nativeCompare(): NativeCompare | undefined {
  const { process, Buffer } = globalThis as NodeGlobals;
  return process?.versions?.node ? Buffer?.prototype.compare : undefined;
}

const compare = /* @__PURE__ */ nativeCompare();

/** The faster of the two for this platform. */
export const commonLength: CommonLength = compare ? nativeCommonLength(compare) : portableCommonLength;
