import type { FwFace } from "@ndn/fw";
import { NfdPrefixReg } from "@ndn/nfdmgmt";
import type { Name } from "@ndn/packet";

/** NDNts' prefix registration, which goes on behind its user's back, with a way to wait for it. */
export class AwaitedPrefixReg extends NfdPrefixReg {
  private readonly done = new Set<string>();
  private wake = (): void => {};

  constructor(face: FwFace, options: NfdPrefixReg.Options) {
    super(face, options);
    this.enable(face.fw);
  }

  /** Resolves when the forwarder has accepted all of these. */
  async registered(prefixes: readonly Name[]): Promise<void> {
    while (!prefixes.every(({ valueHex }) => this.done.has(valueHex))) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  protected override async doAdvertise(name: Name, state: object): Promise<void> {
    await super.doAdvertise(name, state);
    this.done.add(name.valueHex);
    this.wake();
  }
}
