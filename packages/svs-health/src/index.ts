export type { Heart } from "./heart-tracker.js";
export { type HealthEventMap, SvSyncHealth, type SvSyncHealthOptions } from "./sv-sync-health.js";
