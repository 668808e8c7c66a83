import type { Clock, Millis, Timer } from "./ports/clock.js";
import type { Random } from "./ports/random.js";

/** Repeats at the most: with doubling waits, 62 to 124 suppression periods in all. */
const REPEATS = 5;
/** Repeats without an answer after which a member takes itself to be alone. */
const ALONE_AFTER = 2;

/**
 * Announces again after the link came up, until another member was heard.
 *
 * The first announcement can get lost, and section 4.5 has members drop it without an answer
 * when all that it lacks is newer than a suppression period. The next one would be due after the
 * periodic timeout: half a minute in the dark. To the others these are ordinary Sync Interests.
 */
export class JoinAnnouncer {
  private timer: Timer | undefined;
  private repeats = 0;
  private heard = false;
  private asked = false;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly suppression: Millis,
    private readonly announce: () => void,
  ) {}

  /** Whether another member was heard or asked for our Data, or nobody seems to be there. */
  get settled(): boolean {
    return this.heard || this.asked || this.repeats > ALONE_AFTER;
  }

  /** The link came up, and the member has announced itself. */
  start(): void {
    this.stop();
    this.repeats = 0;
    this.heard = false;
    this.asked = false;
    this.arm();
  }

  /** A verified vector of another member came. */
  noteHeard(): void {
    this.heard = true;
    this.stop();
  }

  /**
   * Somebody asked for Data of ours: it has heard us, and answers within a suppression period if
   * it knows more. Section 4.5 may keep it from that, so the announcements go on.
   */
  noteAsked(): void {
    this.asked = true;
  }

  stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  /** Two suppression periods to four, then twice that, and so on: past the others' window of 4.5. */
  private arm(): void {
    if (this.repeats === REPEATS) {
      return;
    }
    const wait = 2 * this.suppression * 2 ** this.repeats * (1 + this.random.next());
    this.timer = this.clock.schedule(wait, () => {
      this.repeats++;
      this.arm();
      this.announce();
    });
  }
}
