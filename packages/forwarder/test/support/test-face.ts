import { Face, type FaceScope } from "../../src/forwarding/face.js";
import type { ForwardingCore } from "../../src/forwarding/forwarding-core.js";

/** What went out of a {@link TestFace}. */
export interface Sent {
  readonly type: "interest" | "data" | "nack";
  readonly packet: Uint8Array;
  readonly pitToken?: Uint8Array | undefined;
  readonly reason?: number;
  readonly congestionMark?: number;
}

/** A face that remembers what it is given. */
export class TestFace extends Face {
  readonly sent: Sent[] = [];
  /** Called with each packet, at once. */
  onSent: ((sent: Sent) => void) | undefined;
  readonly #core: ForwardingCore;

  constructor(core: ForwardingCore, id: number, scope: FaceScope = "local") {
    super(id, `test://${id}`, "test://", scope, false);
    this.#core = core;
    core.addFace(this);
  }

  /** Forgets what was sent, and gives it. */
  take(): Sent[] {
    return this.sent.splice(0);
  }

  interest(packet: Uint8Array, pitToken?: Uint8Array, congestionMark = 0): void {
    this.#core.receiveInterest(this, packet, pitToken, congestionMark);
  }

  data(packet: Uint8Array, admit = true): void {
    this.#core.receiveData(this, packet, 0, admit);
  }

  nack(packet: Uint8Array, reason: number): void {
    this.#core.receiveNack(this, packet, reason);
  }

  override sendInterest(packet: Uint8Array, _ingress: Face, congestionMark: number): void {
    this.#remember({ type: "interest", packet, congestionMark });
  }

  override sendData(packet: Uint8Array, pitToken: Uint8Array | undefined, congestionMark: number): void {
    this.#remember({ type: "data", packet, pitToken, congestionMark });
  }

  override sendNack(packet: Uint8Array, reason: number, pitToken: Uint8Array | undefined): void {
    this.#remember({ type: "nack", packet, reason, pitToken });
  }

  override close(): void {
    this.#core.removeFace(this);
  }

  #remember(sent: Sent): void {
    this.sent.push(sent);
    this.onSent?.(sent);
  }
}
