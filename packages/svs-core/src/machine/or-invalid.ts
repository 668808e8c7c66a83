import { MalformedTlvError } from "@svs/tlv";
import { SvsError } from "../svs-error.js";

/** Octets that the caller hands in are its responsibility: damaged ones are misuse. */
export function orInvalid<T>(message: string, use: () => T): T {
  try {
    return use();
  } catch (cause) {
    if (cause instanceof MalformedTlvError) {
      throw new SvsError("invalid-argument", message, { cause });
    }
    throw cause;
  }
}
