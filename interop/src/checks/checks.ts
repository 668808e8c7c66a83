import { goProgram, pythonProgram } from "../peer/foreign-programs.js";
import { chatCheck } from "./chat-check.js";
import type { Check } from "./check.js";
import { clientChecks } from "./client-checks.js";
import { healthCheck } from "./health-check.js";

/** All checks, in their order. */
export const CHECKS: readonly Check[] = [
  ...clientChecks([
    { title: "python-ndn 0.5.2", program: () => pythonProgram("0.3", "client") },
    { title: "NDNd's client 1.5.3", program: () => goProgram("client") },
  ]),
  chatCheck("python", "ndn-svs 0.3.17, SVSyncShared", () =>
    pythonProgram("0.3", "member", "--class", "SVSyncShared"),
  ),
  chatCheck("python-0.2", "ndn-svs 0.2.2, SVSyncShared", () =>
    pythonProgram("0.2", "member", "--class", "SVSyncShared"),
  ),
  healthCheck("ndn-svs 0.3.17", () => pythonProgram("0.3", "member", "--class", "SVSync")),
];
