import { SvsError } from "@svs/core";
import { DialTimeout } from "../link/await-open.js";
import { type ForwarderAddress, isLocalAddress } from "./forwarder-uri.js";

/** Turns a failure to open a link into an error that says what to do. */
export function dialError(uri: string, address: ForwarderAddress, cause: unknown): SvsError {
  if (cause instanceof SvsError) {
    return cause;
  }
  const code = (cause as { readonly code?: unknown } | undefined)?.code;
  const wrong = (
    kind: "permission-denied" | "forwarder-unreachable" | "invalid-argument",
    message: string,
  ): SvsError => new SvsError(kind, message, { cause });
  if (address.kind === "unix") {
    const { path } = address;
    switch (code) {
      case "EACCES":
      case "EPERM":
        return wrong(
          "permission-denied",
          `This user may not open the forwarder's socket ${path}; join the group that owns it and its directory, or run as their owner.`,
        );
      case "ENOENT":
        return wrong(
          "forwarder-unreachable",
          `There is no forwarder socket at ${path}; start the forwarder, or name another.`,
        );
      case "ECONNREFUSED":
        return wrong(
          "forwarder-unreachable",
          `Nobody listens at the forwarder's socket ${path}, which a forwarder left behind; start it again.`,
        );
    }
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return wrong(
      "forwarder-unreachable",
      `The host name in ${uri} does not resolve; check its spelling and the network.`,
    );
  }
  const words =
    cause instanceof DialTimeout || code !== "ECONNREFUSED"
      ? `does not answer (${cause instanceof Error ? cause.message : String(cause)})`
      : "refuses connections";
  const remedy = isLocalAddress(address) ? "start the forwarder" : "check the address and the network";
  return wrong("forwarder-unreachable", `The forwarder at ${uri} ${words}; ${remedy}.`);
}
