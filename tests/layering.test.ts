import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { sourceFacts } from "./layering/source-facts.js";
import { filesBelow, root, type WorkspacePackage, workspacePackages } from "./layering/workspace.js";

/** What may be taken of @svs/core by those that see only its ports. */
const PORTS_ONLY = ["SvsError", "digestSigning", "encodeInterest", "systemClock", "systemRandom"];

interface Layer {
  /** The workspace packages it may depend on, and of each the values it may import. */
  readonly mayUse: Readonly<Record<string, readonly string[] | "all">>;
  /** Runs in Node.js alone; the others run in browsers, too. */
  readonly nodeOnly?: boolean;
}

const adapter: Layer = { mayUse: { "@svs/core": PORTS_ONLY, "@svs/tlv": "all" } };
const feature: Layer = { mayUse: { "@svs/core": "all", "@svs/tlv": "all" } };

/** Dependencies point one way. A new package needs a line here. */
const LAYERS: Readonly<Record<string, Layer>> = {
  "@svs/tlv": { mayUse: {} },
  "@svs/core": { mayUse: { "@svs/tlv": "all" } },
  "@svs/shared": feature,
  "@svs/pubsub": feature,
  "@svs/health": feature,
  // Of what it hosts beside members of the core it knows the types alone.
  "@svs/worker": { mayUse: { ...feature.mayUse, "@svs/health": [] } },
  "@svs/security": feature,
  "@svs/storage-level": adapter,
  "@svs/transport-memory": adapter,
  "@svs/transport-nfd": adapter,
  "@svs/compliance": adapter,
  "@svs/sim": {
    mayUse: { "@svs/core": "all", "@svs/tlv": "all", "@svs/transport-memory": "all" },
    nodeOnly: true,
  },
  "@svs/forwarder": { mayUse: {}, nodeOnly: true },
  "@svs/chat": {
    mayUse: {
      "@svs/core": "all",
      "@svs/forwarder": "all",
      "@svs/transport-nfd": "all",
      "@svs/security": "all",
      "@svs/shared": "all",
      "@svs/storage-level": "all",
      "@svs/tlv": "all",
    },
    nodeOnly: true,
  },
  "@svs/demo": {
    mayUse: {
      "@svs/core": "all",
      "@svs/forwarder": "all",
      "@svs/transport-memory": "all",
      "@svs/transport-nfd": "all",
    },
    nodeOnly: true,
  },
};

/** The only files that take time, chance or timers from the platform, and what they take. */
const AMBIENT_ALLOWED: Readonly<Record<string, readonly string[]>> = {
  "packages/svs-core/src/ports/system-clock.ts": [
    "Date.now",
    "performance",
    "setTimeout",
    "setImmediate",
    "MessageChannel",
  ],
  "packages/svs-core/src/ports/system-random.ts": ["Math.random", "crypto"],
  // Ciphers and derivations of the platform: nothing of them is chance.
  "packages/svs-security/src/group-cipher.ts": ["crypto"],
  "packages/svs-security/src/key-derivation.ts": ["crypto"],
  // The forwarder stands without the core and so brings its own.
  "packages/forwarder/src/clock.ts": ["Date.now", "performance", "setTimeout"],
  "packages/forwarder/src/random.ts": ["Math.random"],
  // A file name that no other process takes: uniqueness, not chance.
  "packages/forwarder/src/faces/claim-socket-path.ts": ["node:crypto randomUUID"],
  // How long a command has taken in real time: what takes a moment shows no bar.
  "packages/svs-sim/src/progress.ts": ["performance"],
  // Turns of the event loop, in which virtual time moves; no delay is measured with them.
  "packages/transport-memory/src/turns.ts": ["setImmediate", "MessageChannel"],
};

/** The only file that imports what its user names: a scenario in a module. */
const IMPORTS_THE_USERS = "packages/svs-sim/src/load-scenario.ts";

/** Files that act when they are started: the commands. */
const isProgram = (file: string): boolean => file.endsWith("/src/main.ts");

/** Only what reaches sockets and disks has files for Node.js beside its files for browsers. */
const HAS_BOTH = new Set(["@svs/storage-level", "@svs/transport-nfd"]);

const LINES_MAX = 500;

const packages = workspacePackages();
const published = packages.filter(({ manifest }) => manifest.private !== true);
const facts = new Map(
  packages.flatMap(({ sources }) => sources).map((file) => [file, sourceFacts(read(file), file)] as const),
);

function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** `@svs/core` of `@svs/core/x/y.js`. */
function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/** Every import of a package's sources, as "file: …" when `judge` finds something wrong with it. */
function complaints(
  { sources }: WorkspacePackage,
  judge: (specifier: string, values: readonly string[], file: string) => string | undefined,
): string[] {
  return sources.flatMap((file) =>
    (facts.get(file)?.imports ?? []).flatMap(({ specifier, values }) => {
      const complaint = judge(specifier, values, file);
      return complaint === undefined ? [] : [`${file}: ${complaint}`];
    }),
  );
}

const isRelative = (specifier: string): boolean => specifier.startsWith(".");
const isBuiltin = (specifier: string): boolean => specifier.startsWith("node:");

describe("the reading of a source file", () => {
  it("tells values from types in imports and re-exports", () => {
    const { imports } = sourceFacts(`
      import type { A } from "a";
      import { type B, c, d as e } from "b";
      import * as all from "c";
      export type { F } from "d";
      export { type G, h } from "e";
      export * from "f";
      const later = import("g");
      import "h";
    `);
    expect(imports).toEqual([
      { specifier: "a", values: [] },
      { specifier: "b", values: ["c", "d"] },
      { specifier: "c", values: ["*"] },
      { specifier: "d", values: [] },
      { specifier: "e", values: ["h"] },
      { specifier: "f", values: ["*"] },
      { specifier: "g", values: ["*"] },
      { specifier: "h", values: ["*"] },
    ]);
  });

  it("finds time, chance and timers, and nothing that only looks like them", () => {
    const found = (text: string): readonly string[] => sourceFacts(text).ambient;
    expect(found("const t = Date.now() + globalThis.Math.random();")).toEqual(["Date.now", "Math.random"]);
    expect(found("const t = new Date(), u = new Date(0);")).toEqual(["new Date()"]);
    expect(found("const arm = setTimeout; window.setInterval(f, 1);")).toEqual(["setTimeout", "setInterval"]);
    expect(found("const { setImmediate } = globalThis as Turns;")).toEqual(["setImmediate"]);
    expect(found("crypto.subtle.sign(); performance.now();")).toEqual(["crypto", "performance"]);
    expect(found('import { createHash, randomBytes } from "node:crypto";')).toEqual([
      "node:crypto randomBytes",
    ]);
    expect(found('import { setTimeout as wait } from "node:timers/promises";')).toEqual([
      "node:timers/promises",
    ]);
    expect(
      found("run({ performance: x.crypto }); class A { setTimeout() {} } function f({ crypto }) {}"),
    ).toEqual([]);
    expect(found("let handle: ReturnType<typeof setTimeout>; // Date.now()")).toEqual([]);
  });

  it("finds what acts at import", () => {
    const { actsAtImport } = sourceFacts(`
      import "./polyfill.js";
      export const one = 1;
      globalThis.answer = 42;
      if (one) { start(); }
      await ready();
      export class A {}
    `);
    expect(actsAtImport).toEqual(["globalThis.answer = 42;", "if (one) { start(); }", "await ready();"]);
  });

  it("finds CommonJS", () => {
    expect(sourceFacts('const fs = require("fs");').commonJs).toBe(true);
    expect(sourceFacts("module.exports = 1;").commonJs).toBe(true);
    expect(sourceFacts("export {};", "a.cts").commonJs).toBe(true);
    expect(sourceFacts("export default 1;").commonJs).toBe(false);
  });
});

describe.each(packages.map((each) => [each.manifest.name, each] as const))("%s", (name, each) => {
  const { directory, manifest, sources } = each;
  const layer = LAYERS[name] ?? { mayUse: {} };
  const runtime = {
    ...manifest.dependencies,
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
  };

  it("has its place among the layers", () => {
    expect(Object.keys(LAYERS)).toContain(name);
    expect(sources).not.toEqual([]);
  });

  it("depends only on the layers below it", () => {
    const upward = Object.keys(runtime).filter(
      (dependency) => dependency.startsWith("@svs/") && !(dependency in layer.mayUse),
    );
    expect(upward).toEqual([]);
  });

  it("imports only what its layer may see", () => {
    const wrong = complaints(each, (specifier, values) => {
      if (!specifier.startsWith("@svs/")) {
        return undefined;
      }
      const allowed = layer.mayUse[packageOf(specifier)];
      if (allowed === undefined) {
        return `imports ${specifier}`;
      }
      const hidden = allowed === "all" ? [] : values.filter((value) => !allowed.includes(value));
      return hidden.length > 0
        ? `imports ${hidden.join(", ")} of ${specifier}, which is not part of a port`
        : undefined;
    });
    expect(wrong).toEqual([]);
  });

  it("imports nothing that its package.json does not name", () => {
    const wrong = complaints(each, (specifier, values, file) => {
      const isUsers = specifier === "(computed)" && file === IMPORTS_THE_USERS;
      if (isRelative(specifier) || isBuiltin(specifier) || isUsers) {
        return undefined;
      }
      const declared =
        packageOf(specifier) in runtime || (values.length === 0 && `@types/${specifier}` in runtime);
      return declared ? undefined : `imports ${specifier}`;
    });
    expect(wrong).toEqual([]);
  });

  it("reaches into no other folder", () => {
    const wrong = complaints(each, (specifier, _values, file) => {
      const outside =
        isRelative(specifier) && !posix.join(file, "..", specifier).startsWith(`${directory}/src/`);
      return outside ? `imports ${specifier}` : undefined;
    });
    expect(wrong).toEqual([]);
  });

  if (!layer.nodeOnly && !HAS_BOTH.has(name)) {
    it("imports nothing that only Node.js has", () => {
      expect(
        complaints(each, (specifier) => (isBuiltin(specifier) ? `imports ${specifier}` : undefined)),
      ).toEqual([]);
    });
  }

  it("takes time, chance and timers through the ports", () => {
    const taken = sources.flatMap((file) =>
      (facts.get(file)?.ambient ?? [])
        .filter((what) => !AMBIENT_ALLOWED[file]?.includes(what))
        .map((what) => `${file}: ${what}`),
    );
    expect(taken).toEqual([]);
  });

  it("does nothing at import", () => {
    const acting = sources
      .filter((file) => !isProgram(file))
      .flatMap((file) => (facts.get(file)?.actsAtImport ?? []).map((statement) => `${file}: ${statement}`));
    expect(acting).toEqual([]);
  });

  it("has no file too long to read", () => {
    const long = sources
      .map((file) => [file, read(file).trimEnd().split("\n").length] as const)
      .filter(([, lines]) => lines > LINES_MAX)
      .map(([file, lines]) => `${file}: ${lines} lines`);
    expect(long).toEqual([]);
  });

  it("is made of ES modules", () => {
    expect(manifest.type).toBe("module");
    expect(manifest.main).toBeUndefined();
    expect(JSON.stringify([manifest.exports, manifest.publishConfig?.exports])).not.toMatch(
      /"require"|\.cjs|\.cts/,
    );
    expect(sources.filter((file) => facts.get(file)?.commonJs)).toEqual([]);
  });
});

describe.each(published.map((each) => [each.manifest.name, each] as const))(
  "%s as published",
  (_name, each) => {
    const { directory, manifest } = each;

    it("says what it is", () => {
      expect(manifest.description).toMatch(/^[A-Z].{20,}\.$/);
      expect(manifest.license).toBe("MIT");
      expect(manifest.engines).toEqual({ node: ">=20.19" });
      expect(manifest.publishConfig?.access).toBe("public");
      expect(read(`${directory}/README.md`)).toContain(`# ${manifest.name}`);
      expect(read(`${directory}/LICENSE`)).toBe(read("LICENSE"));
    });

    it("promises that importing it has no side effect", () => {
      expect(manifest.sideEffects).toBe(false);
    });

    it("brings what is built and nothing else", () => {
      expect(manifest.files).toEqual(["dist"]);
    });

    it("publishes its exports without the development condition", () => {
      const withoutSource = JSON.parse(
        JSON.stringify(manifest.exports, (key, value) => (key === "@svs/source" ? undefined : value)),
      );
      expect(manifest.publishConfig?.exports ?? manifest.exports).toEqual(withoutSource);
      expect(JSON.stringify(manifest.publishConfig?.exports ?? manifest.exports)).not.toContain("src/");
    });

    it("has a source beside every entry", () => {
      const sources = [...JSON.stringify(manifest.exports).matchAll(/"(\.\/src\/[^"]+)"/g)].map(
        ([, file]) => file ?? "",
      );
      expect(sources.filter((file) => !existsSync(join(root, directory, file)))).toEqual([]);
      const commands = Object.values(manifest.bin ?? {}).map((file) =>
        file.replace("dist", "src").replace(/\.js$/, ".ts"),
      );
      expect(commands.filter((file) => !existsSync(join(root, directory, file)))).toEqual([]);
    });
  },
);

describe("the machine", () => {
  const machine = filesBelow("packages/svs-core/src/machine").filter((file) => file.endsWith(".ts"));

  it("imports only itself, types of the ports, the error and the codec", () => {
    const wrong = machine.flatMap((file) =>
      (facts.get(file)?.imports ?? [])
        .filter(({ specifier, values }) => {
          const path = posix.join(file, "..", specifier);
          const own = isRelative(specifier) && path.startsWith("packages/svs-core/src/machine/");
          const port = path.startsWith("packages/svs-core/src/ports/") && values.length === 0;
          return !(own || port || path === "packages/svs-core/src/svs-error.js" || specifier === "@svs/tlv");
        })
        .map(({ specifier }) => `${file}: imports ${specifier}`),
    );
    expect(machine).not.toEqual([]);
    expect(wrong).toEqual([]);
  });

  it("waits for nothing", () => {
    const promises = machine.filter((file) =>
      /\b(async|await|Promise)\b|\.then\(/.test(withoutComments(read(file))),
    );
    expect(promises).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
}

describe("the repository", () => {
  it("names no address in its lockfile", () => {
    expect(read("pnpm-lock.yaml").match(/\b[a-z+]+:\/\/\S+/g)).toBeNull();
  });

  it("allows ambient time only in files that exist and use it", () => {
    const idle = Object.entries(AMBIENT_ALLOWED).filter(
      ([file, allowed]) => !allowed.some((what) => facts.get(file)?.ambient.includes(what)),
    );
    expect(idle).toEqual([]);
  });

  it("keeps every file named in kebab-case", () => {
    const odd = packages
      .flatMap(({ sources }) => sources)
      .filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.browser)?\.ts$/.test(posix.basename(file)));
    expect(odd).toEqual([]);
    expect(packages.flatMap(({ sources }) => sources).filter((file) => /\/utils?\.ts$/.test(file))).toEqual(
      [],
    );
  });
});
