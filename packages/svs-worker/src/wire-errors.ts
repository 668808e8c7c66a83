import { SvsError, type SvsErrorCode } from "@svs/core";
import type { Wire, WireError } from "./protocol.js";

/** Causes of causes are followed so far. */
const DEPTH_MAX = 8;

/** What an error is to those that act on it. What it carries beside that stays behind. */
export function errorToWire(error: Error, depth = 0): WireError {
  const { name, message, stack, cause } = error;
  const { code, errors } = error as { code?: unknown; errors?: unknown };
  return {
    name,
    code: typeof code === "string" || typeof code === "number" ? code : undefined,
    message,
    stack,
    hasCause: cause !== undefined,
    cause: reasonToWire(cause, depth + 1),
    errors: Array.isArray(errors) ? errors.map((each) => reasonToWire(each, depth + 1)) : undefined,
  };
}

/** What was thrown or given as a reason: an error, or whatever it was, as far as it can cross. */
export function reasonToWire(reason: unknown, depth = 0): Wire {
  if (reason instanceof Error) {
    return depth > DEPTH_MAX ? undefined : { error: errorToWire(reason, depth) };
  }
  if (typeof reason === "object" || typeof reason === "function" || typeof reason === "symbol") {
    return { value: reason === null ? null : String(reason) };
  }
  return { value: reason };
}

/** An `SvsError` with its code, or an `Error` with its name; both with the stack that they had there. */
export function errorFromWire(wire: WireError): Error {
  const options = wire.hasCause ? { cause: reasonFromWire(wire.cause) } : undefined;
  const error =
    wire.name === "SvsError"
      ? new SvsError(wire.code as SvsErrorCode, wire.message, options)
      : wire.errors
        ? new AggregateError(wire.errors.map(reasonFromWire), wire.message, options)
        : new Error(wire.message, options);
  if (wire.name !== error.name) {
    define(error, "name", wire.name);
    if (wire.code !== undefined) {
      define(error, "code", wire.code);
    }
  }
  define(error, "stack", wire.stack);
  return error;
}

export function reasonFromWire(wire: Wire): unknown {
  const reason = wire as { readonly error: WireError } | { readonly value: unknown } | undefined;
  if (reason === undefined) {
    return undefined;
  }
  return "error" in reason ? errorFromWire(reason.error) : reason.value;
}

function define(error: Error, property: string, value: unknown): void {
  Object.defineProperty(error, property, { value, writable: true, configurable: true, enumerable: false });
}
