import process from "node:process";
import { describe, test } from "vitest";
import { NotInstalled } from "../src/not-installed.js";

/**
 * Tests that need something of this machine. Without it they are reported as not run, with the reason; with
 * `SVS_PEERS=required` that is a failure.
 * @param need - rejects with `NotInstalled` if it is not there.
 */
export async function describeIfInstalled(
  title: string,
  need: () => Promise<unknown>,
  body: () => void,
): Promise<void> {
  try {
    await need();
    describe(title, body);
  } catch (error) {
    if (!(error instanceof NotInstalled)) {
      throw error;
    }
    const { SVS_PEERS } = process.env;
    describe(title, () => {
      if (SVS_PEERS === "required") {
        test("is installed", () => Promise.reject(error));
      } else {
        test.skip(`not run: ${error.message}`, () => undefined);
      }
    });
  }
}
