import { v3 } from "@svs/core";
import { ndnd, ndnts, python, python02, python02Shared, pythonShared, v2 } from "@svs/core/dialects";
import type { PythonLine } from "../install/install-python.js";
import { goProgram, ndntsProgram, pythonProgram } from "./foreign-programs.js";
import type { PeerKind } from "./peer-kind.js";

const PYTHON_VERSIONS: Readonly<Record<PythonLine, string>> = { "0.3": "0.3.17", "0.2": "0.2.2" };

function pythonKind(line: PythonLine, shared: boolean, dialect: PeerKind["dialect"]): PeerKind {
  const name = shared ? "SVSyncShared" : "SVSync";
  return {
    id: `python-${line}${shared ? "-shared" : ""}`,
    title: `ndn-svs ${PYTHON_VERSIONS[line]}, ${name}`,
    dialect,
    keepsState: false,
    comesBack: line === "0.3",
    takesEmpty: false,
    servesOthers: shared,
    program: () => pythonProgram(line, "member", "--class", name),
  };
}

/** All rows of the matrix, in their order. */
export const PEER_KINDS: readonly PeerKind[] = [
  pythonKind("0.3", false, python),
  pythonKind("0.3", true, pythonShared),
  pythonKind("0.2", false, python02),
  pythonKind("0.2", true, python02Shared),
  {
    id: "ndnts-v3",
    title: "NDNts 0.0.20250307, SvSync in version 3",
    dialect: ndnts,
    keepsState: true,
    comesBack: true,
    takesEmpty: true,
    servesOthers: false,
    program: () => ndntsProgram("--class", "v3"),
  },
  {
    id: "ndnts-v2",
    title: "NDNts 0.0.20250307, SvSync in version 2",
    dialect: v2,
    keepsState: true,
    comesBack: true,
    takesEmpty: true,
    servesOthers: false,
    program: () => ndntsProgram("--class", "v2"),
  },
  {
    id: "ndnd-svsync",
    title: "NDNd 1.5.3, SvSync",
    dialect: v3,
    keepsState: true,
    comesBack: true,
    takesEmpty: true,
    servesOthers: false,
    program: () => goProgram("member", "--class", "SvSync"),
  },
  {
    id: "ndnd-alo",
    title: "NDNd 1.5.3, SvsALO",
    dialect: ndnd,
    keepsState: true,
    comesBack: true,
    takesEmpty: true,
    servesOthers: false,
    program: () => goProgram("member", "--class", "SvsALO"),
  },
  {
    id: "cpp",
    title: "ndn-svs for C++",
    dialect: v2,
    keepsState: true,
    comesBack: true,
    takesEmpty: true,
    servesOthers: true,
    program: "The C++ libraries ndn-svs and ndn-cxx are in no package registry that is used here.",
  },
];
