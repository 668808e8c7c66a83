import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** Of this repository, from here. */
const ROOT = new URL("../../../", import.meta.url);

/** Where `@svs/core` has packets of other implementations. */
export const PACKETS = "packages/svs-core/test/dialect/vectors";

/** Where `@svs/tlv` has state vectors of other implementations. */
export const VECTORS = "packages/svs-tlv/test/vectors";

/** The file at `path`, which is below the root of this repository. */
export function pathOf(path: string): string {
  return fileURLToPath(new URL(path, ROOT));
}

/** A file to write. */
export interface Fixture {
  /** Below the root of this repository. */
  readonly path: string;
  readonly text: string;
}

/** Writes files that belong together: each is the old one or the whole new one, and none is there in part. */
export async function writeFixtures(fixtures: readonly Fixture[]): Promise<void> {
  const drafts = await Promise.all(
    fixtures.map(async ({ path, text }) => {
      const file = pathOf(path);
      const draft = `${file}.${process.pid}.draft`;
      await mkdir(dirname(file), { recursive: true });
      await writeFile(draft, text);
      return { draft, file };
    }),
  );
  for (const { draft, file } of drafts) {
    await rename(draft, file);
  }
}
