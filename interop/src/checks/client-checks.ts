import { LineProcess } from "../peer/line-process.js";
import type { Program } from "../peer/peer-kind.js";
import type { Check } from "./check.js";

/** A program on a client library alone, which serves a prefix or fetches one Data. */
export interface ClientKind {
  /** For people, with version. */
  readonly title: string;
  program(): Promise<Program>;
}

/** Each client fetches what each serves, unchanged: they register prefixes and exchange Data. */
export function clientChecks(clients: readonly ClientKind[]): Check[] {
  return clients.flatMap((server) =>
    clients.map((client) => ({
      title: `${server.title} serves, ${client.title} fetches`,
      run: ({ uri }) => exchange(server, client, uri),
    })),
  );
}

async function exchange(server: ClientKind, client: ClientKind, uri: string): Promise<void> {
  const name = "/clients/served/by/name";
  await using serving = new LineProcess(await server.program(), [
    "--forwarder",
    uri,
    "--serve",
    "/clients/served",
  ]);
  await serving.until("it was ready", () => serving.lines.some((line) => line.includes('"ready"')));
  await using fetching = new LineProcess(await client.program(), ["--forwarder", uri, "--fetch", name]);
  await fetching.until("it had an answer", () => fetching.lines.some((line) => line.startsWith('{"is":')));
  const answer = JSON.parse(fetching.lines.find((line) => line.startsWith('{"is":'))!) as {
    readonly is: string;
    readonly name?: string;
    readonly text?: string;
  };
  if (answer.is !== "fetched" || answer.name !== name || answer.text !== name) {
    throw new Error(`Fetched was ${JSON.stringify(answer)}, and not ${name} with its own name in it.`);
  }
}
