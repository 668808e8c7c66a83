import { LOG_LEVELS, type LogLevel } from "./log-level.js";

/** Where notices go. */
export type LogSink = (level: LogLevel, sentence: string) => void;

/** Tells the user what happens beside the talk: on standard error, as much as was asked for. */
export class Log {
  /** @param sink - may be replaced: once the terminal is drawn on, its line must be minded. */
  constructor(
    private readonly threshold: LogLevel,
    public sink: LogSink,
  ) {}

  error(sentence: string): void {
    this.tell("error", sentence);
  }

  warn(sentence: string): void {
    this.tell("warn", sentence);
  }

  info(sentence: string): void {
    this.tell("info", sentence);
  }

  debug(sentence: string): void {
    this.tell("debug", sentence);
  }

  private tell(level: LogLevel, sentence: string): void {
    if (LOG_LEVELS.indexOf(level) <= LOG_LEVELS.indexOf(this.threshold)) {
      this.sink(level, sentence);
    }
  }
}
