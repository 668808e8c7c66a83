// Writes into a journal when it has to wait, when it enters and when it leaves its turn:
// `node locked-program.mjs LOCK JOURNAL`.
import { appendFileSync } from "node:fs";
import { withInstallLock } from "../../scripts/install-lock.mjs";

const [lock, journal] = process.argv.slice(2);

await withInstallLock(
  lock,
  async () => {
    appendFileSync(journal, `${process.pid} enters\n`);
    // Long enough for the others to come in if nothing stops them.
    await new Promise((resolve) => setTimeout(resolve, 30));
    appendFileSync(journal, `${process.pid} leaves\n`);
  },
  { pollEvery: 5, staleAfter: 5_000, onWait: () => appendFileSync(journal, `${process.pid} waits\n`) },
);
