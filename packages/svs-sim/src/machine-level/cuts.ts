import type { Cut } from "../timeline.js";

/** The partitions that hold now. */
export class Cuts {
  /** Per partition, the group of each member; -1 for those in none, who reach all. */
  private readonly holding = new Map<Cut, Int32Array>();

  constructor(private readonly members: number) {}

  get size(): number {
    return this.holding.size;
  }

  add(cut: Cut): void {
    const groupOf = new Int32Array(this.members).fill(-1);
    cut.groups.forEach((group, i) => {
      for (const member of group) {
        groupOf[member] = i;
      }
    });
    this.holding.set(cut, groupOf);
  }

  remove(cut: Cut): void {
    this.holding.delete(cut);
  }

  /** Whether nothing gets from one to the other. */
  between(from: number, to: number): boolean {
    for (const [{ oneWay }, groupOf] of this.holding) {
      const a = groupOf[from] ?? -1;
      const b = groupOf[to] ?? -1;
      if (a >= 0 && b >= 0 && (oneWay ? b > a : b !== a)) {
        return true;
      }
    }
    return false;
  }
}
