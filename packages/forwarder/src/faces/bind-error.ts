import { ForwarderError } from "../forwarder-error.js";

/**
 * Says in a sentence why an address could not be listened on, and what to do.
 * @param address - as a URI.
 * @param option - what the option is called: `tcp`, `unix`.
 */
export function bindError(error: unknown, address: string, option: string): ForwarderError {
  const { code, message } = error as NodeJS.ErrnoException;
  const options = { cause: error, address };
  switch (code) {
    case "EADDRINUSE":
      return new ForwarderError(
        "address-in-use",
        `Another program listens on ${address}: stop it, or choose another address with --${option}.`,
        options,
      );
    case "EACCES":
    case "EPERM":
      return new ForwarderError(
        "permission-denied",
        `This user may not listen on ${address}: choose another address with --${option}.`,
        options,
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new ForwarderError(
        "bind-failed",
        `This machine does not have the address ${address}: choose another with --${option}.`,
        options,
      );
    case "ENOTSOCK":
      return new ForwarderError(
        "bind-failed",
        `What is at ${address} is no socket: remove it, or choose another path with --${option}.`,
        options,
      );
    case "ENOENT":
    case "ENOTDIR":
      return new ForwarderError(
        "bind-failed",
        `There is no directory for ${address}: make it, or choose another path with --${option}.`,
        options,
      );
    default:
      return new ForwarderError(
        "bind-failed",
        `Could not listen on ${address} (${message}): choose another address with --${option}.`,
        options,
      );
  }
}
