import { type Dialect, v3 } from "@svs/core";
import { ndnd, ndnts, python } from "@svs/core/dialects";
import { isInstalled } from "../../../interop/src/install/install-once.js";
import { goProgram, ndntsProgram, pythonProgram } from "../../../interop/src/peer/foreign-programs.js";
import { ourProgram } from "../../../interop/src/peer/ours.js";
import type { Program } from "../../../interop/src/peer/peer-kind.js";

/** An implementation whose members are measured, each a process of its own. */
export interface Contestant {
  /** For people. */
  readonly title: string;
  /** How its members write to each other. */
  readonly dialect: Dialect;
  /** Its member program; `undefined` if that is not installed here. */
  readonly program: Program | undefined;
}

/** Ours, then NDNts, then those that `npm run interop` has installed. */
export async function findContestants(): Promise<readonly Contestant[]> {
  return [
    { title: "ours", dialect: v3, program: await ourProgram(v3) },
    { title: "NDNts", dialect: ndnts, program: await ndntsProgram("--class", "v3") },
    {
      title: "NDNd SvsALO",
      dialect: ndnd,
      program: isInstalled("go") ? await goProgram("member", "--class", "SvsALO") : undefined,
    },
    {
      title: "ndn-svs (Python)",
      dialect: python,
      program: isInstalled("python-0.3")
        ? await pythonProgram("0.3", "member", "--class", "SVSync")
        : undefined,
    },
  ];
}
