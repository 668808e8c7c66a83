import { AltUri, type Name } from "@ndn/packet";
import type { Millis } from "@svs/core";

/** What is known of one member's life. */
export interface Heart {
  readonly node: Name;
  /** The node prefix as a person writes it: `/alice`. */
  readonly uri: string;
  readonly alive: boolean;
  /** Beats in a row, without a silence in which it would have expired. */
  readonly beats: number;
  /** When the last one was heard, in milliseconds since 1970. */
  readonly lastBeat: Millis;
}

/** What decides of life and death. */
export interface HeartRules {
  /** Beats that make a member alive. */
  readonly beatsToRenew: number;
  /** So long a silence ends a life, in milliseconds. */
  readonly silenceMax: Millis;
  /** Members that are followed at the most. */
  readonly heartsMax: number;
}

/** A beat, as it is heard. */
export interface Beat {
  readonly node: Name;
  /** Seconds since 1970: which of the member's lives it is of. */
  readonly bootstrapTime: number;
}

interface TrackedHeart {
  readonly node: Name;
  /** Seconds since 1970. */
  bootstrapTime: number;
  alive: boolean;
  beats: number;
  lastBeat: Millis;
  /** On the monotonic clock: from when on its silence counts. */
  silentSince: Millis;
}

/** Counts beats and silences. Pure: what time it is, its caller tells. */
export class HeartTracker {
  /** By name, the one that was silent longest first. */
  private readonly hearts = new Map<string, TrackedHeart>();

  constructor(private readonly rules: HeartRules) {}

  /** Everybody that was ever heard, in the order of the last beat. */
  get all(): Heart[] {
    return Array.from(this.hearts.values(), shown);
  }

  get(node: Name): Heart | undefined {
    const heart = this.hearts.get(node.valueHex);
    return heart && shown(heart);
  }

  /**
   * A beat was heard. One of an earlier life counts only when the later one is over: a clock may have been set back,
   * or a stranger have named a life that never was.
   * @param monotonic - of our clock.
   * @param wall - milliseconds since 1970.
   * @returns the heart, if it is alive from now on; `"too-many"` if there is no room for it.
   */
  beat({ node, bootstrapTime }: Beat, monotonic: Millis, wall: Millis): Heart | "too-many" | undefined {
    const key = node.valueHex;
    let heart = this.hearts.get(key);
    if (!heart) {
      if (this.hearts.size >= this.rules.heartsMax && !this.forgetOneThatIsDead()) {
        return "too-many";
      }
      heart = { node, bootstrapTime, alive: false, beats: 0, lastBeat: wall, silentSince: monotonic };
    }
    if (bootstrapTime < heart.bootstrapTime && heart.beats > 0) {
      return undefined;
    }
    heart.bootstrapTime = bootstrapTime;
    heart.beats = Math.min(heart.beats + 1, Number.MAX_SAFE_INTEGER);
    heart.lastBeat = wall;
    heart.silentSince = monotonic;
    this.hearts.delete(key);
    this.hearts.set(key, heart);
    if (!heart.alive && heart.beats >= this.rules.beatsToRenew) {
      heart.alive = true;
      return shown(heart);
    }
    return undefined;
  }

  /** Ends the lives of those who were silent for too long. @returns them. */
  expire(monotonic: Millis): Heart[] {
    const expired: Heart[] = [];
    for (const heart of this.hearts.values()) {
      if (monotonic < heart.silentSince + this.rules.silenceMax) {
        break;
      }
      heart.beats = 0;
      if (heart.alive) {
        heart.alive = false;
        expired.push(shown(heart));
      }
    }
    return expired;
  }

  /** When somebody's silence is too long next, on the monotonic clock. */
  get deadline(): Millis | undefined {
    for (const heart of this.hearts.values()) {
      if (heart.alive || heart.beats > 0) {
        return heart.silentSince + this.rules.silenceMax;
      }
    }
    return undefined;
  }

  /** We could hear nobody until now: nobody's silence counts up to here. */
  excuse(monotonic: Millis): void {
    for (const heart of this.hearts.values()) {
      heart.silentSince = monotonic;
    }
  }

  private forgetOneThatIsDead(): boolean {
    for (const [key, { alive, beats }] of this.hearts) {
      if (!alive && beats === 0) {
        return this.hearts.delete(key);
      }
    }
    return false;
  }
}

function shown({ node, alive, beats, lastBeat }: TrackedHeart): Heart {
  return { node, uri: AltUri.ofName(node), alive, beats, lastBeat };
}
