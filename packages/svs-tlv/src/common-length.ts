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

/** Below this a loop beats a native call. */
const SHORT = 64;

/**
 * How many octets are alike from `aAt` and `bAt` on, at most `limit`.
 * @param step - a guess at the result; a good one saves time, no more.
 */
export type CommonLength = (
  a: Uint8Array,
  aAt: number,
  b: Uint8Array,
  bAt: number,
  limit: number,
  step: number,
) => number;

/** The native comparison only says which is greater: the place is found by halving. */
export function nativeCommonLength(compare: NativeCompare): CommonLength {
  return (a, aAt, b, bAt, limit, step) => {
    let same = 0;
    let bound = limit;
    let length = Math.min(step, limit);
    while (length > SHORT) {
      if (compare.call(a, b, bAt + same, bAt + same + length, aAt + same, aAt + same + length) === 0) {
        same += length;
        length = bound < limit ? (bound - same) >>> 1 : Math.min(8 * length, limit - same);
      } else {
        bound = same + length - 1;
        length >>>= 1;
      }
    }
    return loop(a, aAt, b, bAt, same, bound);
  };
}

/** For browsers: four octets at a time. */
export const portableCommonLength: CommonLength = (a, aAt, b, bAt, limit) => {
  let same = 0;
  if (limit > SHORT) {
    const left = new DataView(a.buffer, a.byteOffset + aAt, limit);
    const right = new DataView(b.buffer, b.byteOffset + bAt, limit);
    const last = limit - 4;
    while (same <= last && left.getInt32(same) === right.getInt32(same)) {
      same += 4;
    }
  }
  return loop(a, aAt, b, bAt, same, limit);
};

function loop(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number, from: number, limit: number): number {
  let same = from;
  while (same < limit && a[aAt + same] === b[bAt + same]) {
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

/** Whether `length` octets are alike from `aAt` and `bAt` on. */
export function isAlike(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number, length: number): boolean {
  return compare
    ? compare.call(a, b, bAt, bAt + length, aAt, aAt + length) === 0
    : portableCommonLength(a, aAt, b, bAt, length, length) === length;
}
