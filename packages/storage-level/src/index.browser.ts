export type { Level } from "./level.js";
export { LevelStorage, type LevelStorageOptions } from "./level-storage.browser.js";
