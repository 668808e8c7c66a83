import type { RegistrationFailure, TransportStatus } from "@svs/core";
import type { LocalForwarder } from "@svs/forwarder";
import type { NfdTransport } from "@svs/transport-nfd";
import type { Log } from "./log.js";
import { whichForwarder } from "./which-forwarder.js";

/** Tells the user which forwarder is used, and what becomes of the connection to it. */
export class ConnectionNotices {
  /** Whether the last that was told is that the connection stands. */
  private up = false;
  private told = false;
  private lastRefusal = "";

  constructor(
    private readonly transport: NfdTransport,
    private readonly local: LocalForwarder,
    private readonly log: Log,
  ) {}

  /** Tells of the connection that stands, and from now on of every change. */
  begin(): void {
    this.onStatus(this.transport.status);
    this.transport.addEventListener("status", ({ detail }) => this.onStatus(detail));
    this.transport.addEventListener("registration-failed", ({ detail }) => this.onRefusal(detail));
  }

  private onStatus(status: TransportStatus): void {
    this.log.debug(`The connection to the forwarder is ${status}.`);
    if (status === "up" && !this.up) {
      this.up = true;
      this.log.info(this.connected());
      this.told = true;
      this.lastRefusal = "";
    } else if (status === "down" && this.up) {
      this.up = false;
      this.log.warn("The connection to the forwarder was lost; looking for one again.");
    }
  }

  private connected(): string {
    const { uri, source } = this.transport;
    const again = this.told ? " again" : "";
    if (source === "fallback" && this.local.hosted !== undefined) {
      const { uris } = this.local.hosted;
      const address = uris.find((served) => served.startsWith("tcp:")) ?? uris[0] ?? uri;
      return this.told
        ? `The forwarder is gone; this process has taken over and serves one at ${address}.`
        : `No forwarder found; this process serves one at ${address}.`;
    }
    return `Connected${again} to the forwarder ${whichForwarder(this.transport)}.`;
  }

  private onRefusal({ reason }: RegistrationFailure): void {
    if (reason !== this.lastRefusal) {
      this.lastRefusal = reason;
      this.log.error(reason);
    }
  }
}
