import type { Transport, TransportStatus } from "@svs/core";

/** Resolves when the transport has, or gets, that status. */
export function whenStatus(transport: Transport, status: TransportStatus): Promise<void> {
  return new Promise((resolve) => {
    if (transport.status === status) {
      resolve();
      return;
    }
    const listener = ({ detail }: CustomEvent<TransportStatus>): void => {
      if (detail === status) {
        transport.removeEventListener("status", listener);
        resolve();
      }
    };
    transport.addEventListener("status", listener);
  });
}
