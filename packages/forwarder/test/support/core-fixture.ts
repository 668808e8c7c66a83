import type { NameLike } from "@ndn/packet";
import { bestRouteStrategy } from "../../src/forwarding/best-route-strategy.js";
import type { FaceScope } from "../../src/forwarding/face.js";
import { ForwardingCore } from "../../src/forwarding/forwarding-core.js";
import { defaultLimits, type ForwarderLimits } from "../../src/forwarding/limits.js";
import { multicastStrategy } from "../../src/forwarding/multicast-strategy.js";
import { ManualClock } from "./manual-clock.js";
import { nameValue } from "./packets.js";
import { SeededRandom } from "./seeded-random.js";
import { TestFace } from "./test-face.js";

/** A forwarding core in virtual time. */
export class CoreFixture {
  readonly clock = new ManualClock();
  readonly core: ForwardingCore;
  #faces = 255;

  constructor(options: { contentStoreOctets?: number; limits?: Partial<ForwarderLimits> } = {}) {
    this.core = new ForwardingCore({
      clock: this.clock,
      random: new SeededRandom(1),
      limits: { ...defaultLimits, ...options.limits },
      contentStoreOctets: options.contentStoreOctets ?? 0,
      defaultStrategy: bestRouteStrategy,
    });
  }

  /** A face, with routes to it. */
  face(...prefixes: NameLike[]): TestFace {
    return this.#face("local", prefixes);
  }

  remoteFace(...prefixes: NameLike[]): TestFace {
    return this.#face("remote", prefixes);
  }

  #face(scope: FaceScope, prefixes: NameLike[]): TestFace {
    const face = new TestFace(this.core, ++this.#faces, scope);
    for (const prefix of prefixes) {
      this.route(prefix, face);
    }
    return face;
  }

  route(
    prefix: NameLike,
    face: TestFace,
    options: { cost?: number; flags?: number; origin?: number } = {},
  ): void {
    const { cost = 0, flags = 1, origin = 0 } = options;
    this.core.addRoute(nameValue(prefix), face, { cost, flags, origin });
  }

  multicast(prefix: NameLike): void {
    this.core.strategies.set(nameValue(prefix), multicastStrategy);
  }
}
