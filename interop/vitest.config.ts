import { defineConfig } from "vitest/config";
import units from "../vitest.config.js";

/** Tests against real forwarders: slow, and run by `npm run interop` alone. */
export default defineConfig({
  ...units,
  root: import.meta.dirname,
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxConcurrency: 8,
    // Each file measures real time, and starts processes by the dozen.
    fileParallelism: false,
    // Processes that a test has started end with the process that runs it.
    pool: "forks",
  },
});
