import { outcomeOf, say } from "../matrix/outcome.js";
import type { PeerKind } from "../peer/peer-kind.js";
import { type Fixture, writeFixtures } from "./fixture-file.js";
import { recordMeeting } from "./record-meeting.js";
import { seenFixtures } from "./seen-fixtures.js";
import { VECTOR_RECORDERS } from "./vector-recorders.js";

/**
 * Records these kinds of peers, and says which files it wrote; those of others, and of one that could not be
 * recorded, are left as they are.
 * @returns whether nothing failed.
 */
export async function runRecord(kinds: readonly PeerKind[]): Promise<boolean> {
  let good = true;
  const attempt = async (what: string, record: () => Promise<readonly Fixture[]>): Promise<void> => {
    let written = "";
    const outcome = await outcomeOf(async () => {
      const fixtures = await record();
      await writeFixtures(fixtures);
      written = fixtures.map(({ path }) => `\n  wrote ${path}`).join("");
    });
    say(outcome, `${what}${written}`);
    good &&= outcome.is !== "failed";
  };

  for (const { peers, source, record } of VECTOR_RECORDERS) {
    if (kinds.some(({ id }) => id.startsWith(peers))) {
      await attempt(`${peers} by ${source}`, async () => [await record()]);
    }
  }
  for (const kind of kinds) {
    const { id, program } = kind;
    if (typeof program === "string") {
      say({ is: "not-run", why: program }, id);
    } else {
      await attempt(`${id} with ours`, async () => seenFixtures(await recordMeeting(kind, await program())));
    }
  }
  return good;
}
