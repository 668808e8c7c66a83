import { type VectorForm, v3Form } from "@svs/tlv";
import type { Millis } from "../ports/clock.js";
import { SvsError } from "../svs-error.js";
import { SPECIFIED_LIMITS, type SyncLimits } from "./sync-limits.js";
import type { MachineOptions, Timers } from "./types.js";

/** {@link MachineOptions} with every default filled in and every value checked. */
export interface MachineSettings {
  readonly timers: Timers;
  readonly form: VectorForm;
  readonly limits: SyncLimits;
  readonly quietRepair: boolean;
  readonly adaptiveTimers: boolean;
}

/** @throws SvsError `invalid-argument`, saying which option may be what. */
export function machineSettings(options: MachineOptions): MachineSettings {
  const { timers = {}, form = v3Form } = options;
  const { quietRepair = true, adaptiveTimers = form === v3Form } = options;
  const { periodic = 30_000, periodicJitter = 0.1, suppression = 200, suppressionDecay = 10 } = timers;

  check(isPositive(periodic), "timers.periodic", "a number of milliseconds above 0", periodic);
  check(
    periodicJitter >= 0 && periodicJitter < 1,
    "timers.periodicJitter",
    "from 0 to below 1",
    periodicJitter,
  );
  check(isPositive(suppression), "timers.suppression", "a number of milliseconds above 0", suppression);
  check(isPositive(suppressionDecay), "timers.suppressionDecay", "a number above 0", suppressionDecay);
  check(isForm(form), "form", "v3Form or another form of @svs/tlv", form);

  return {
    timers: { periodic, periodicJitter, suppression, suppressionDecay },
    form,
    limits: checkedLimits(options.limits ?? {}),
    quietRepair,
    adaptiveTimers,
  };
}

/** The shortest periodic timeout, in milliseconds. */
export function shortestPeriod({ periodic, periodicJitter }: Timers): Millis {
  return periodic * (1 - periodicJitter);
}

/** What each limit may be, in words and in code. */
const LIMITS: { readonly [Limit in keyof SyncLimits]: readonly [may: string, (value: number) => boolean] } = {
  verifyMax: ["a whole number from 1", (value) => isCount(value) && value > 0],
  digestMax: ["a whole number from 0", isCount],
  answerAgainAfter: ["a number of milliseconds from 0", (value) => value >= 0],
  vectorSizeMax: ["a whole number from 0, or Infinity", isCountOrInfinity],
  ownVectorSizeMax: ["a whole number from 0, or Infinity", isCountOrInfinity],
  nameSizeMax: ["a whole number from 0, or Infinity", isCountOrInfinity],
  newRowsSizeMax: ["a number from 0, or Infinity", (value) => value >= 0],
  newRowsPeriod: ["a number of milliseconds above 0", isPositive],
  jumpMax: ["a whole number from 1, or Infinity", (value) => isCountOrInfinity(value) && value > 0],
  jumpRate: ["a number from 0", (value) => value >= 0 && Number.isFinite(value)],
  jumpWitnesses: ["a whole number from 1, or Infinity", (value) => isCountOrInfinity(value) && value > 0],
  quarantineMax: ["a whole number from 1", (value) => isCount(value) && value > 0],
  bootstrapAheadMax: ["a number of seconds from 0", (value) => value >= 0],
  bootstrapAgeMax: ["a number of seconds from 0, or Infinity", (value) => value >= 0],
};

function checkedLimits(given: Partial<SyncLimits>): SyncLimits {
  const limits = { ...SPECIFIED_LIMITS, ...given };
  for (const [limit, [may, isFine]] of Object.entries(LIMITS)) {
    const value = limits[limit as keyof SyncLimits];
    check(isFine(value), `limits.${limit}`, may, value);
  }
  return limits;
}

function isCountOrInfinity(value: number): boolean {
  return isCount(value) || value === Number.POSITIVE_INFINITY;
}

/** Who has no types to tell may give its name. */
function isForm(form: Partial<VectorForm> | null): boolean {
  return typeof form?.encode === "function";
}

function isPositive(value: number): boolean {
  return value > 0 && Number.isFinite(value);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function check(ok: boolean, option: string, may: string, value: unknown): void {
  if (!ok) {
    throw new SvsError("invalid-argument", `Option ${option} must be ${may}, and is ${String(value)}.`);
  }
}
