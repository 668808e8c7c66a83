import { SvsError, systemClock, systemRandom } from "@svs/core";
import { placeOf } from "../default-place.js";
import { ExitCode } from "../exit-code.js";
import { DOCTOR_USAGE } from "../help-text.js";
import { Log } from "../log.js";
import { plainSink } from "../plain-sink.js";
import type { ChatOptions } from "../run-chat.js";
import { Style } from "../style.js";
import { parseDoctorArguments } from "./doctor-arguments.js";
import { examine } from "./examination.js";
import { type Finding, findingLine } from "./finding.js";
import { storeFinding } from "./store-finding.js";

/**
 * Runs the subcommand: one line on standard output for each finding.
 * @param argv - what stands behind `doctor`.
 * @returns the exit code; an examination that was given up says nothing good.
 * @throws SvsError `invalid-argument`.
 */
export async function runDoctor(argv: readonly string[], options: ChatOptions): Promise<number> {
  const { process, leaving, clock = systemClock, random = systemRandom, environment, serve } = options;
  const { group, forwarder, listen, store, logLevel, help } = parseDoctorArguments(argv);
  const { stdout, env } = process;
  if (help) {
    stdout.write(DOCTOR_USAGE);
    return ExitCode.left;
  }
  const style = Style.for(stdout, env);
  const log = new Log(logLevel, plainSink(process, stdout.isTTY === true));
  const patient = { uri: forwarder, group, listen, clock, random, log, signal: leaving, environment, serve };
  let code: number = ExitCode.left;
  try {
    const tell = (finding: Finding): void => {
      stdout.write(`${findingLine(style, finding)}\n`);
      code = finding.verdict === "failed" ? ExitCode.failed : code;
    };
    for await (const finding of examine(patient)) {
      tell(finding);
    }
    tell(await storeFinding(placeOf(store, env, options.home), group));
  } catch (error) {
    if (!SvsError.is(error, "aborted")) {
      throw error;
    }
    return ExitCode.failed;
  }
  return code;
}
