import type { Topology } from "./scenario.js";

/** Pairs of linked nodes. Nodes below the number of members have the member of that number. */
export interface Graph {
  readonly nodes: number;
  readonly links: readonly (readonly [number, number])[];
}

/** The graph of a topology that is no medium. */
export function graphOf(topology: Exclude<Topology, "medium">, members: number): Graph {
  if (typeof topology === "object") {
    return { nodes: members, links: topology.links };
  }
  const links: [number, number][] = [];
  const link = (a: number, b: number): void => {
    links.push([a, b]);
  };
  if (topology === "star") {
    for (let member = 0; member < members; member++) {
      link(member, members);
    }
    return { nodes: members + 1, links };
  }
  for (let a = 0; a < members; a++) {
    for (let b = a + 1; b < members; b++) {
      if (topology === "mesh" || b === a + 1 || (topology === "ring" && a === 0 && b === members - 1)) {
        link(a, b);
      }
    }
  }
  return { nodes: members, links };
}
