import { type Clock, type Random, SvsError } from "@svs/core";
import { ForwarderError, startForwarder } from "@svs/forwarder";
import { NfdTransport } from "@svs/transport-nfd";
import type { ForwarderConnectionOptions } from "../forwarder-connection.js";
import type { Finding } from "./finding.js";
import { noVacancyFinding, vacancyFindings } from "./no-forwarder.js";

/** Where to look, as the chat does. */
export interface LookOptions extends Pick<ForwarderConnectionOptions, "environment" | "serve"> {
  /** The address that the user named, if so. */
  readonly uri: string | undefined;
  readonly clock: Clock;
  readonly random: Random;
  /** Gives up, and later closes the transport. */
  readonly signal: AbortSignal;
}

/** A connection, or what there is to say if there is none. */
export type Look =
  /** Whoever asked closes it. A connection that is lost stays lost: its transport is closed then. */
  { readonly transport: NfdTransport } | { readonly transport: undefined; readonly findings: Finding[] };

/** How long a command waits for its answer at first; three tries take seven times as long. */
const COMMAND_TIMEOUT = 400;

/**
 * Connects to the forwarder that a chat would use. Where a chat would start one, it looks whether it
 * could, and leaves none behind.
 * @throws SvsError `aborted`; `invalid-argument` if the user named what is no address.
 */
export async function lookForForwarder(options: LookOptions): Promise<Look> {
  const { uri, environment, clock, random, signal } = options;
  let findings: Finding[] | undefined;
  const fallback = async (): Promise<string> => {
    const answer = await findOrTry(options);
    if (typeof answer === "string") {
      return answer;
    }
    findings = answer;
    throw new SvsError("forwarder-unreachable", "No forwarder runs on this machine.");
  };
  try {
    const transport = await NfdTransport.connect({
      uri,
      environment,
      fallback,
      clock,
      random,
      signal,
      reconnect: false,
      commandTimeout: COMMAND_TIMEOUT,
    });
    return { transport };
  } catch (error) {
    const ownFault = uri !== undefined && SvsError.is(error, "invalid-argument");
    if (!SvsError.is(error) || signal.aborted || ownFault) {
      throw error;
    }
    return { transport: undefined, findings: findings ?? [{ verdict: "failed", sentence: error.message }] };
  }
}

/** The address of a forwarder in a place where only chats look; or what there is to say of there being none. */
async function findOrTry({ serve, clock, random }: LookOptions): Promise<string | Finding[]> {
  try {
    const { uri, forwarder } = await startForwarder({ clock, random, ...serve });
    if (forwarder === undefined) {
      return uri;
    }
    const findings = vacancyFindings(forwarder);
    await forwarder.close();
    return findings;
  } catch (error) {
    if (!ForwarderError.is(error)) {
      throw error;
    }
    return [noVacancyFinding(error)];
  }
}
