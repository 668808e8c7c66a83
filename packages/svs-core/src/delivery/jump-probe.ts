import type { PublicationId } from "../dialect/dialect.js";

/** Claims that are looked into at a time. */
const PROBES_MAX = 4;

/** Claims that wait for it; of more, the oldest is left to be claimed again. */
const WAITING_MAX = 64;

/**
 * Looks into claims of many numbers at once: the last of them is asked for, and a verified Data under its name shows
 * that it exists.
 */
export class JumpProbe {
  private readonly waiting: PublicationId[] = [];
  private running = 0;

  /**
   * @param exists - fetches a packet of that publication; resolves with whether a good one came.
   * @param vouch - the publication exists.
   */
  constructor(
    private readonly exists: (publication: PublicationId) => Promise<boolean>,
    private readonly vouch: (publication: PublicationId) => void,
  ) {}

  add(publication: PublicationId): void {
    if (this.waiting.length >= WAITING_MAX) {
      this.waiting.shift();
    }
    this.waiting.push(publication);
    this.begin();
  }

  private begin(): void {
    while (this.running < PROBES_MAX && this.waiting.length > 0) {
      void this.look(this.waiting.shift()!);
    }
  }

  private async look(publication: PublicationId): Promise<void> {
    this.running++;
    try {
      if (await this.exists(publication)) {
        this.vouch(publication);
      }
    } finally {
      this.running--;
      this.begin();
    }
  }
}
