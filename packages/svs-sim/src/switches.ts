import { type SvSyncOptions, SvsError } from "@svs/core";
import type { MachineSwitches, Scenario } from "./scenario.js";

/**
 * Every option of a machine that a scenario may set, with its value where only what is specified is wanted;
 * `undefined` where that asks for no other one. The compiler wants an option here that the machine gets.
 */
export const SWITCHES: { readonly [Option in keyof Required<MachineSwitches>]: MachineSwitches[Option] } = {
  limits: undefined,
  quietRepair: false,
  adaptiveTimers: false,
};

/** Those among them that a member of the whole stack hands on to its machine. The compiler wants all of them. */
const OF_MEMBERS: Readonly<Record<Extract<keyof MachineSwitches, keyof SvSyncOptions>, true>> = {
  limits: true,
  quietRepair: true,
  adaptiveTimers: true,
};

/** @throws SvsError `invalid-argument` if a scenario has options that would be without effect. */
export function memberSwitches({ options = {} }: Scenario): MachineSwitches {
  for (const [option, value] of Object.entries(options)) {
    if (value !== undefined && !(option in OF_MEMBERS)) {
      throw new SvsError(
        "invalid-argument",
        `The scenario's options.${option} is a machine's, and no member of the whole stack has it: leave it out, or run at machine level.`,
      );
    }
  }
  return options;
}
