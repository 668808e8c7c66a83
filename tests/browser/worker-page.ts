// The program of a page whose member is in a Web Worker.
import { SvsError } from "@svs/core";
import { SvSyncWorker } from "@svs/worker";

declare global {
  /** Publishes, with its content moved. @returns how many octets the page and the publication have afterwards. */
  var publishMoved: (octets: number) => Promise<[page: number, publication: number]>;
  /** Takes the next publication. */
  var take: () => Promise<string>;
  /** Asks for the next publication, and then blocks the page until the address is answered. */
  var takeBlocked: (address: string) => Promise<string>;
  /** What an end of the worker makes of calls, of a reading, and of events. */
  var endWorker: (how: "throw" | "terminate") => Promise<string[]>;
  var closeMember: () => Promise<string>;
}

const parameters = new URLSearchParams(location.search);
const worker = new Worker("worker.js", { type: "module" });
const svs = await SvSyncWorker.open(worker, {
  uri: parameters.get("forwarder"),
  group: parameters.get("group"),
  node: "/page",
});
const reading = svs.publications();

globalThis.publishMoved = async (octets) => {
  const content = new Uint8Array(octets);
  const published = await svs.publish(content, { transfer: true });
  return [content.length, published.content.length];
};

globalThis.take = async () => {
  const { value } = await reading.next();
  return value === undefined ? "end" : `${value.from} #${value.seqNo}: ${value.text()}`;
};

globalThis.takeBlocked = (address) => {
  const taken = globalThis.take();
  const request = new XMLHttpRequest();
  request.open("GET", address, false);
  request.send();
  return taken;
};

const told = (error: unknown): string =>
  SvsError.is(error) ? `${error.code}: ${error.message}` : String(error);

globalThis.endWorker = async (how) => {
  const event = new Promise<string>((resolve) => {
    svs.addEventListener("error", ({ detail }) => resolve(told(detail)), { once: true });
  });
  if (how === "throw") {
    worker.postMessage("throw");
    return [await event, `still there: ${(await svs.status).transport}`];
  }
  const pending = [reading.next(), svs.whenSynced({ quietFor: 1e6 })];
  worker.terminate();
  return Promise.all([event, ...pending.map((promise) => promise.then(String, told))]);
};

globalThis.closeMember = async () => {
  await svs.close();
  return svs.publish("late").then(String, told);
};
