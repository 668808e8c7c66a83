import type { Millis } from "@svs/core";

/** What virtual time begins with, in milliseconds since 1970: 2026-01-01T00:00Z. */
export const EPOCH: Millis = 1_767_225_600_000;

/** The bootstrap time of first lives: an hour before. */
export const FIRST_BOOTSTRAP_TIME = EPOCH / 1000 - 3600;
