import type { Name } from "@ndn/packet";
import type { PublicationId } from "./dialect/dialect.js";
import { SortedOctetMap } from "./sorted-octet-map.js";

/** The most recent publications that are remembered. */
const CAPACITY = 1024;

/** Which recent publications of ours nobody has asked for yet. */
export class Unserved {
  private readonly byName = new SortedOctetMap<PublicationId>();
  /** In the order in which they were published. */
  private readonly order = new Set<Name>();

  /** @param name - of its Data, without version and segment. */
  add(name: Name, { node, bootstrapTime, seqNo }: PublicationId): void {
    this.byName.set(name.value, { node, bootstrapTime, seqNo });
    this.order.add(name);
    if (this.order.size > CAPACITY) {
      const [oldest] = this.order;
      this.order.delete(oldest!);
      this.byName.delete(oldest!.value);
    }
  }

  /** The publication of that name, the first time it is asked for. */
  take(name: Name): PublicationId | undefined {
    const id = this.byName.get(name.value);
    if (id) {
      this.byName.delete(name.value);
    }
    return id;
  }
}
