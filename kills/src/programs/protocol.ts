/** What both programs under test are started with, as JSON in their only argument. */
interface LifeOptions {
  readonly forwarder: string;
  readonly folder: string;
  /** Which life this is, counted over all programs. */
  readonly life: number;
  readonly durability: "power" | "process";
  /** Kills itself at this step, counted from 1; `undefined`: waits to be killed. */
  readonly dieAtStep?: number | undefined;
  readonly sabotage?: Sabotage | undefined;
}

export interface WriterOptions extends LifeOptions {
  /** Of what it publishes, and when. */
  readonly seed: number;
  /** Publications it begins; `undefined`: until it is killed. */
  readonly publications?: number | undefined;
}

export type ReaderOptions = LifeOptions;

/** Mistakes that the driver has to notice. */
export const SABOTAGES = [
  /** Data is stored a moment after it was announced. */
  "announces-first",
  /** Numbers are stored a moment after they were announced, and given out again. */
  "numbers-lazily",
  /** A publication counts as delivered before the application has it. */
  "delivers-early",
] as const;

export type Sabotage = (typeof SABOTAGES)[number];

/** What a writer does with its stores and its network, in the order in which it does it. */
export type WriterStep = "before data" | "after data" | "before number" | "after number" | "announced";
/** What a reader does with a publication: it is given it, and writes it down. */
export type ReaderStep = "handed over" | "written down";
export type Step = WriterStep | ReaderStep;

/** A publication, by its number, and the SHA-256 digest of its content in base64. */
export interface Content {
  readonly bootstrapTime: number;
  readonly seqNo: number;
  readonly digest: string;
}

/** What programs tell over IPC. */
export type ProgramMessage =
  | { readonly is: "up"; readonly bootstrapTime: number; readonly seqNo: number }
  | ({ readonly is: "published" } & Content)
  | { readonly is: "dying"; readonly step: Step };

/** One line of the book that a reader keeps over its lives. */
export type Heard = Content & { readonly life: number };

export const GROUP = "/kills";
export const WRITER = "/writer";
