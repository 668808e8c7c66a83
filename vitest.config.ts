import { defineConfig } from "vitest/config";

const conditions = ["@svs/source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ["node", "import", "module", "default"] } },
  test: {
    include: [
      "packages/*/test/**/*.test.ts",
      "apps/*/test/**/*.test.ts",
      "examples/test/**/*.test.ts",
      "hostile/test/**/*.test.ts",
      "hunt/test/**/*.test.ts",
      "kills/test/**/*.test.ts",
      "tests/**/*.test.ts",
    ],
    // Units share one module graph: isolation costs more than all of them together.
    isolate: false,
    testTimeout: 30_000,
    // Only the compliance runs over real sockets are concurrent: they mostly wait.
    maxConcurrency: 16,
  },
});
