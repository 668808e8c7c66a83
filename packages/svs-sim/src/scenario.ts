import type { MachineOptions, Millis, Timers } from "@svs/core";

/** How members are connected. */
export type Topology =
  /**
   * Everybody hears everybody over one line of `delay`, and each who hears it loses a packet on its own. In
   * the whole stack: one forwarder, half of the delay on the way there and half on the way back, loss on the
   * way back.
   */
  | "medium"
  /** Members around one forwarder, each over a link. */
  | "star"
  /** Each member at a forwarder of its own; these in a row. */
  | "line"
  /** A line whose ends are linked. */
  | "ring"
  /** Each member at a forwarder of its own; each linked to each. */
  | "mesh"
  /** Each member at a forwarder of its own; these linked as listed, by the numbers of members. */
  | { readonly links: readonly (readonly [number, number])[] };

/** The dialects that a scenario can name. */
export type DialectName = "v3" | "v2" | "ndnd" | "python" | "python-0.2";

/** Who publishes: everybody, or the members of these numbers. */
export type Publishers = "all" | readonly number[];

/** When and by whom is published. */
export type Publishing =
  | {
      readonly pattern: "once";
      readonly at: Millis;
      /** Number of the member. Default 0. */
      readonly by?: number | undefined;
      /** Publications at that moment. Default 1. */
      readonly count?: number | undefined;
    }
  | {
      /** One publication every so many milliseconds, by one publisher after the other. */
      readonly pattern: "regular";
      readonly every: Millis;
      readonly from?: Millis | undefined;
      readonly until?: Millis | undefined;
      readonly by?: Publishers | undefined;
    }
  | {
      /** Exponential pauses; each publication by a publisher drawn by chance. */
      readonly pattern: "poisson";
      /** Publications per second of the whole group. */
      readonly rate: number;
      readonly from?: Millis | undefined;
      readonly until?: Millis | undefined;
      readonly by?: Publishers | undefined;
    }
  | {
      readonly pattern: "list";
      /** Moment and number of the member. */
      readonly publications: readonly (readonly [Millis, number])[];
    };

/** Groups of members cannot hear each other for a while. */
export interface Partition {
  readonly at: Millis;
  /** Default: the end of the run. */
  readonly until?: Millis | undefined;
  /** Numbers of members; or into how many parts of equal size, by number. Default 2. */
  readonly groups?: number | readonly (readonly number[])[] | undefined;
  /** A group still hears those after it, and they do not hear it. Default `false`. */
  readonly oneWay?: boolean | undefined;
}

/** A member crashes. */
export interface Crash {
  readonly member: number;
  readonly at: Millis;
  /** When it is back. Default: never. */
  readonly until?: Millis | undefined;
  /** Whether it remembers its numbers and its vector. Without, it takes a new bootstrap time. Default `true`. */
  readonly keepsState?: boolean | undefined;
  /** Crashes again after so many milliseconds, `times` in all. */
  readonly every?: Millis | undefined;
  readonly times?: number | undefined;
}

/** Clocks that are wrong. */
export interface Clocks {
  /** Wall clocks are off by up to so many milliseconds, drawn uniformly to both sides. Default 0. */
  readonly skew?: Millis | undefined;
  /** Clocks run too fast or too slow by up to this share, drawn uniformly to both sides. Default 0. */
  readonly drift?: number | undefined;
}

/** Options of a machine that a scenario may set. */
export type MachineSwitches = Partial<Omit<MachineOptions, "random" | "initial" | "form" | "timers">>;

/** What happens in a run. All times are virtual milliseconds since its beginning. */
export interface Scenario {
  readonly name: string;
  readonly description?: string | undefined;
  /** How many. They are numbered from 0. */
  readonly members: number;
  readonly duration: Millis;
  /** Members come within so many milliseconds, each when chance says. Default 1 000. */
  readonly joinWithin?: Millis | undefined;
  /**
   * Publications of each member that everybody knows from the beginning. Default 0. In the whole stack nobody
   * has them to give, so who loses its state keeps knowing these.
   */
  readonly history?: number | undefined;
  /** Default `medium`. */
  readonly topology?: Topology | undefined;
  /** How long a packet is under way on a link, or on the medium. Default 0. */
  readonly delay?: Millis | undefined;
  /** Up to so much longer, drawn uniformly for each packet and link. Default 0. */
  readonly jitter?: Millis | undefined;
  /** Probability that a packet is lost, on each link, or for each who hears it on the medium. Default 0. */
  readonly loss?: number | undefined;
  /** Default `v3`. */
  readonly dialect?: DialectName | undefined;
  /** Timers that differ from the dialect's. */
  readonly timers?: Partial<Timers> | undefined;
  /** Octets of a publication's content, in the whole stack. Default 100. */
  readonly content?: number | undefined;
  /** Options of each member's machine. */
  readonly options?: MachineSwitches | undefined;
  readonly publications?: Publishing | readonly Publishing[] | undefined;
  readonly partitions?: readonly Partition[] | undefined;
  readonly crashes?: readonly Crash[] | undefined;
  readonly clocks?: Clocks | undefined;
}
