import type { Link } from "../../src/faces/link.js";
import { LinkFace } from "../../src/faces/link-face.js";
import type { FaceScope } from "../../src/forwarding/face.js";
import type { CoreFixture } from "./core-fixture.js";
import { nameValue } from "./packets.js";
import { SeededRandom } from "./seeded-random.js";

/** A face whose link is a list of frames. */
export class InProcessLink implements Link {
  readonly remoteUri = "test://remote";
  readonly localUri = "test://local";
  readonly frames: Uint8Array[] = [];
  readonly face: LinkFace;
  /** Whether the peer takes what is sent. */
  reads = true;
  closed = false;

  constructor(
    net: CoreFixture,
    id: number,
    prefixes: readonly string[] = [],
    readonly scope: FaceScope = "local",
  ) {
    this.face = new LinkFace(id, net.core, this, net.clock, new SeededRandom(id));
    net.core.addFace(this.face);
    for (const prefix of prefixes) {
      net.core.addRoute(nameValue(prefix), this.face, { cost: 0, flags: 1, origin: 0 });
    }
  }

  send(frame: Uint8Array): boolean {
    if (this.reads) {
      this.frames.push(frame);
    }
    return this.reads;
  }

  close(): void {
    this.closed = true;
  }

  /** Forgets the frames that were sent, and gives them. */
  take(): Uint8Array[] {
    return this.frames.splice(0);
  }
}
