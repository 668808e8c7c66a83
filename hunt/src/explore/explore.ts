import { Violation } from "../violation.js";
import { type Action, type Budget, World } from "./world.js";

/** What an exploration found. */
export interface Exploration {
  /** Worlds that differ. */
  readonly states: number;
  /** Actions that lead from one to another. */
  readonly transitions: number;
  /** The longest way to a new one. */
  readonly depth: number;
}

/** A Violation, and the way to it. */
export class WrongWay extends Error {
  override readonly name = "WrongWay";

  constructor(
    readonly way: readonly Action[],
    override readonly cause: Violation,
  ) {
    super(`${cause.message}\n${way.map((action) => `  ${JSON.stringify(action)}`).join("\n")}`);
  }
}

/** Timers that may expire before all have to agree, when nothing is left that could go wrong. */
const TIMEOUTS_TO_AGREE = 20;

/**
 * Goes every way there is from the beginning, nearest first. In every world all invariants have to hold, and at the
 * end of every way the members have to agree.
 * @throws WrongWay
 */
export function explore(budget: Budget, onLevel?: (depth: number, states: number) => void): Exploration {
  interface Place {
    readonly world: World;
    readonly way: Way | undefined;
  }
  interface Way {
    readonly action: Action;
    readonly before: Way | undefined;
  }
  const wayTo = (way: Way | undefined): Action[] => (way ? [...wayTo(way.before), way.action] : []);
  const first = new World(budget);
  const seen = new Set([first.key()]);
  let level: Place[] = [{ world: first, way: undefined }];
  let transitions = 0;
  let depth = 0;
  for (; level.length > 0; depth++) {
    onLevel?.(depth, seen.size);
    const next: Place[] = [];
    for (const { world, way } of level) {
      for (const action of world.actions()) {
        transitions++;
        const copy = world.clone();
        const here = { action, before: way };
        try {
          copy.do(action);
          const key = copy.key();
          if (seen.has(key)) {
            continue;
          }
          seen.add(key);
          next.push({ world: copy, way: here });
          if (copy.isCalm && !copy.clone().finish(TIMEOUTS_TO_AGREE)) {
            throw new Violation("convergence", "the members never agree");
          }
        } catch (error) {
          throw error instanceof Violation ? new WrongWay(wayTo(here), error) : error;
        }
      }
    }
    level = next;
  }
  return { states: seen.size, transitions, depth: depth - 1 };
}
