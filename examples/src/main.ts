/** `npm run example -- NAME …`: runs one of the programs here. */
import process from "node:process";

const EXAMPLES = ["count", "alive", "files", "keys"];
const name = process.argv[2] ?? "";
if (!EXAMPLES.includes(name)) {
  process.stderr.write(`Usage: npm run example -- ${EXAMPLES.join("|")} NAME\n`);
  process.exit(2);
}
process.argv.splice(2, 1);
await import(`./${name}.ts`);
