import { networkInterfaces } from "node:os";

/** Whether what listens at every address here is heard of by this machine alone. */
export function onlyLoopback(): boolean {
  return Object.values(networkInterfaces()).every((addresses) =>
    addresses!.every(({ internal }) => internal),
  );
}
