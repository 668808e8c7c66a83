import { writeFile } from "node:fs/promises";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { NotInstalled } from "../not-installed.js";
import { runTests } from "../run-tests.js";
import { hostsPage } from "./hosts-page.js";
import { measureHosts } from "./measure-hosts.js";

const PAGE = fileURLToPath(new URL("../../HOSTS.md", import.meta.url));

/** The section `hosts`: its tests, then its figures, which go into HOSTS.md. @returns whether all is well. */
export async function runHosts(): Promise<boolean> {
  const { passed, metas } = await runTests(["hosts"]);
  if (!passed) {
    return false;
  }
  try {
    const page = hostsPage(
      await measureHosts(),
      metas.flatMap(({ catchUp }) => catchUp ?? []),
    );
    process.stdout.write(`\n${page}`);
    await writeFile(PAGE, page);
    return true;
  } catch (error) {
    if (!(error instanceof NotInstalled)) {
      throw error;
    }
    process.stdout.write(`Not measured: ${error.message}\n`);
    const { SVS_PEERS } = process.env;
    return SVS_PEERS !== "required";
  }
}
