import { startForwarder } from "../../src/start-forwarder.js";

// Run as a process of its own: starts or finds the forwarder at the given socket and port, and tells
// its parent, which kills it.
const [unix, port] = process.argv.slice(2);
const { uri, hosting } = await startForwarder({
  unix,
  tcp: { port: Number(port) },
  udp: false,
  ws: false,
});
process.stdout.write(`${JSON.stringify({ uri, hosting })}\n`);
process.stdin.resume();
