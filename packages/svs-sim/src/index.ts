export { checkScenario } from "./check-scenario.js";
export { type Figure, figuresOf } from "./figures.js";
export { loadScenario } from "./load-scenario.js";
export { runMachines } from "./machine-level/run-machines.js";
export { preset, presetNames } from "./presets.js";
export type { RunHooks, TraceSink } from "./run-hooks.js";
export type {
  Announcements,
  Latencies,
  Recovery,
  RunFigures,
  RunResult,
  SentOctets,
} from "./run-result.js";
export type {
  Clocks,
  Crash,
  DialectName,
  MachineSwitches,
  Partition,
  Publishers,
  Publishing,
  Scenario,
  Topology,
} from "./scenario.js";
export { asSpecified, withSetting } from "./settings.js";
export { runStack } from "./stack-level/run-stack.js";
export { type Estimate, type Interval, PooledLatencies } from "./statistics.js";
export { TRACE_SCHEMA, type TraceEvent, type TraceHeader } from "./trace.js";
