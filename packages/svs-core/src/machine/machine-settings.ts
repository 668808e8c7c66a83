import { type VectorForm, v3Form } from "@svs/tlv";
import { SvsError } from "../svs-error.js";
import type { MachineOptions, Timers } from "./types.js";

/** {@link MachineOptions} with every default filled in and every value checked. */
export interface MachineSettings {
  readonly timers: Timers;
  readonly form: VectorForm;
  readonly verifyMax: number;
  readonly digestMax: number;
  readonly vectorSizeMax: number;
}

/** @throws SvsError `invalid-argument`, saying which option may be what. */
export function machineSettings(options: MachineOptions): MachineSettings {
  const { timers = {}, form = v3Form, verifyMax = 16, digestMax = 64, vectorSizeMax = 8800 } = options;
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
  check(isCount(verifyMax) && verifyMax > 0, "verifyMax", "a whole number from 1", verifyMax);
  check(isCount(digestMax), "digestMax", "a whole number from 0", digestMax);
  check(
    isCount(vectorSizeMax) || vectorSizeMax === Number.POSITIVE_INFINITY,
    "vectorSizeMax",
    "a whole number from 0, or Infinity",
    vectorSizeMax,
  );

  return {
    timers: { periodic, periodicJitter, suppression, suppressionDecay },
    form,
    verifyMax,
    digestMax,
    vectorSizeMax,
  };
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
