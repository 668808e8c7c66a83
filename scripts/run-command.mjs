import { spawn } from "node:child_process";

/**
 * Runs a command to its end with nothing on standard input.
 *
 * @param options - those of `spawn`, of which `timeout` is the milliseconds after which it is ended.
 * @returns its exit `status` (1 if a signal ended it or it could not be started) and its `output`,
 * standard output and standard error in the order in which they were written.
 */
export function runCommand(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        output += text;
      });
    }
    child.on("error", (error) => resolve({ status: 1, output: `${command}: ${error.message}\n` }));
    child.on("close", (status, signal) => {
      resolve({ status: status ?? 1, output: signal === null ? output : `${output}Ended by ${signal}.\n` });
    });
  });
}
