import type { ForwarderClock, Millis } from "../clock.js";
import { DeadlineQueue } from "./deadline-queue.js";
import type { Face } from "./face.js";
import { NameIndex } from "./name-index.js";
import { NameTable } from "./name-table.js";

/** Flags of a route, as NFD's RIB management numbers them. */
export const RouteFlag = {
  /** The route also serves longer prefixes that have routes of their own. */
  ChildInherit: 1,
  /** Routes of shorter prefixes do not serve this one. */
  Capture: 2,
} as const;

/** A face that Interests under a prefix may go to. */
export interface NextHop {
  readonly face: Face;
  /** The smaller, the better. */
  readonly cost: number;
}

/** A face's wish to receive the Interests under a prefix. */
export class Route {
  deadline: Millis = Number.POSITIVE_INFINITY;
  queuePlace = -1;

  constructor(
    readonly entry: RibEntry,
    readonly face: Face,
    readonly origin: number,
    public cost: number,
    public flags: number,
  ) {}
}

/** A prefix that has routes. */
export class RibEntry {
  next: RibEntry | undefined;
  readonly routes: Route[] = [];
  /** What {@link Rib.nextHops} worked out, and at which state of the table. */
  nextHops: readonly NextHop[] = [];
  revision = -1;

  constructor(
    readonly name: Uint8Array,
    readonly hash: number,
    readonly depth: number,
  ) {}
}

/** What {@link Rib.register} takes. */
export interface RouteOptions {
  readonly origin: number;
  readonly cost: number;
  readonly flags: number;
  /** Milliseconds until the route vanishes by itself. */
  readonly expirationPeriod?: Millis | undefined;
}

const noNextHops: readonly NextHop[] = [];

/**
 * The routes, and the next hops that follow from them: the Routing Information Base with the
 * Forwarding Information Base as a view of it. Routes vanish with their face.
 */
export class Rib {
  readonly #clock: ForwarderClock;
  readonly #table = new NameTable<RibEntry>();
  readonly #expiry: DeadlineQueue<Route>;
  /** For names that come from elsewhere than the packet being forwarded. */
  readonly #index: NameIndex;
  #depthMax = 0;
  #revision = 0;

  /** @param seed - of the name hash. */
  constructor(clock: ForwarderClock, seed: number) {
    this.#clock = clock;
    this.#index = new NameIndex(seed);
    this.#expiry = new DeadlineQueue(clock, (route) => this.#remove(route));
  }

  /** Number of prefixes that have routes. */
  get size(): number {
    return this.#table.size;
  }

  /**
   * Adds a route, or changes the one with the same face and origin.
   * @param name - Name TLV-VALUE, well formed.
   */
  register(name: Uint8Array, face: Face, options: RouteOptions): void {
    const { origin, cost, flags, expirationPeriod } = options;
    const entry = this.#find(name) ?? this.#insert();
    let route = entry.routes.find((r) => r.face === face && r.origin === origin);
    if (route === undefined) {
      route = new Route(entry, face, origin, cost, flags);
      entry.routes.push(route);
      ++face.routes;
    } else {
      route.cost = cost;
      route.flags = flags;
    }
    if (expirationPeriod === undefined) {
      this.#expiry.delete(route);
      route.deadline = Number.POSITIVE_INFINITY;
    } else {
      this.#expiry.set(route, this.#clock.monotonic() + expirationPeriod);
    }
    ++this.#revision;
  }

  /** Whether there is a route with that face and origin. */
  has(name: Uint8Array, face: Face, origin: number): boolean {
    return this.#route(name, face, origin) !== undefined;
  }

  /** Takes a route out. @returns whether it was there. */
  unregister(name: Uint8Array, face: Face, origin: number): boolean {
    const route = this.#route(name, face, origin);
    if (route === undefined) {
      return false;
    }
    this.#remove(route);
    return true;
  }

  /** Takes out all routes to a face. */
  removeFace(face: Face): void {
    if (face.routes === 0) {
      return;
    }
    for (const entry of [...this.#table.entries()]) {
      for (const route of entry.routes.filter((r) => r.face === face)) {
        this.#remove(route);
      }
    }
  }

  /** Next hops of the longest prefix that has routes, the best first. */
  nextHops(index: NameIndex): readonly NextHop[] {
    for (let depth = Math.min(index.depth, this.#depthMax); depth >= 0; --depth) {
      const entry = this.#table.find(index, depth);
      if (entry !== undefined) {
        return this.nextHopsOf(entry);
      }
    }
    return noNextHops;
  }

  /** Next hops of a prefix, the best first: its own and those it inherits. */
  nextHopsOf(entry: RibEntry): readonly NextHop[] {
    if (entry.revision !== this.#revision) {
      entry.nextHops = this.#workOut(entry);
      entry.revision = this.#revision;
    }
    return entry.nextHops;
  }

  /** All prefixes that have routes, in canonical order. */
  entries(): RibEntry[] {
    return [...this.#table.entries()].sort((a, b) => Buffer.compare(a.name, b.name));
  }

  /** Takes all routes out. */
  clear(): void {
    this.#table.clear();
    this.#expiry.clear();
    ++this.#revision;
  }

  #route(name: Uint8Array, face: Face, origin: number): Route | undefined {
    return this.#find(name)?.routes.find((route) => route.face === face && route.origin === origin);
  }

  /** Leaves the name in the private index. */
  #find(name: Uint8Array): RibEntry | undefined {
    this.#index.load(name);
    return this.#table.find(this.#index, this.#index.depth);
  }

  /** Makes an entry for the name in the private index. */
  #insert(): RibEntry {
    const { depth, hashes } = this.#index;
    const entry = new RibEntry(this.#index.copyPrefix(depth), hashes[depth]!, depth);
    this.#table.insert(entry);
    this.#depthMax = Math.max(this.#depthMax, depth);
    return entry;
  }

  #remove(route: Route): void {
    const { entry, face } = route;
    entry.routes.splice(entry.routes.indexOf(route), 1);
    this.#expiry.delete(route);
    --face.routes;
    if (entry.routes.length === 0) {
      this.#table.delete(entry);
    }
    ++this.#revision;
  }

  #workOut(entry: RibEntry): readonly NextHop[] {
    const costs = new Map<Face, number>();
    for (const { face, cost } of entry.routes) {
      costs.set(face, Math.min(cost, costs.get(face) ?? Number.POSITIVE_INFINITY));
    }
    this.#index.load(entry.name);
    let captured = entry.routes.some(isCapture);
    for (let depth = entry.depth - 1; depth >= 0 && !captured; --depth) {
      const ancestor = this.#table.find(this.#index, depth);
      if (ancestor === undefined) {
        continue;
      }
      const inherited = ancestor.routes.filter((r) => (r.flags & RouteFlag.ChildInherit) !== 0);
      inherited.sort((a, b) => a.cost - b.cost);
      for (const { face, cost } of inherited) {
        if (!costs.has(face)) {
          costs.set(face, cost);
        }
      }
      captured = ancestor.routes.some(isCapture);
    }
    const nextHops = Array.from(costs, ([face, cost]): NextHop => ({ face, cost }));
    return nextHops.sort((a, b) => a.cost - b.cost || a.face.id - b.face.id);
  }
}

function isCapture(route: Route): boolean {
  return (route.flags & RouteFlag.Capture) !== 0;
}
