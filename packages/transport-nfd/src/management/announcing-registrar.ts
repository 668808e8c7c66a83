import type { FwFace } from "@ndn/fw";
import type { Name } from "@ndn/packet";
import type { CommandAnswer, Registrar } from "./registrar.js";

const YES: CommandAnswer = { statusCode: 200, text: "OK" };

/**
 * Registers at an NDNts logical forwarder: as a route to our face, and, one hop further, either by commands
 * or as an announcement that the logical forwarder passes on if it was told to. The logical forwarder's own
 * strategy is to send an Interest to all.
 */
export class AnnouncingRegistrar implements Registrar {
  /**
   * @param face - our face on the logical forwarder.
   * @param commands - registers at the forwarder behind it; `undefined` to announce.
   */
  constructor(
    private readonly face: FwFace,
    private readonly commands?: Registrar | undefined,
  ) {}

  register(prefix: Name, cost: number): Promise<CommandAnswer> {
    if (!this.face.hasRoute(prefix)) {
      this.face.addRoute(prefix, this.commands === undefined);
    }
    return this.commands?.register(prefix, cost) ?? Promise.resolve(YES);
  }

  unregister(prefix: Name): Promise<CommandAnswer> {
    if (this.face.hasRoute(prefix)) {
      this.face.removeRoute(prefix, this.commands === undefined);
    }
    return this.commands?.unregister(prefix) ?? Promise.resolve(YES);
  }

  setMulticast(prefix: Name): Promise<CommandAnswer> {
    return this.commands?.setMulticast(prefix) ?? Promise.resolve(YES);
  }
}
