import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Data, digestSigning, Interest, Name } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import { Forwarder, localForwarder } from "@svs/forwarder";
import { NfdTransport } from "@svs/transport-nfd";
import { afterEach, beforeEach, expect, test } from "vitest";
import { whenStatus } from "./when-status.js";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "svs-nfd-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const NOTHING = { unix: false, tcp: false, udp: false, ws: false } as const;
const GROUP = new Name("/svs");

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function makeData(name: string, size: number): Promise<Data> {
  const data = new Data(name, new Uint8Array(size));
  await digestSigning.sign(data);
  return data;
}

test.each(["unix", "tcp", "udp", "ws"] as const)("three members over %s hear each other", async (kind) => {
  const endpoint = kind === "unix" ? join(directory, "nfd.sock") : { host: "127.0.0.1", port: 0 };
  await using forwarder = await Forwarder.start({ ...NOTHING, [kind]: endpoint });
  const uri = forwarder.uris[0]!;
  const heard: string[] = [];
  const data = await makeData("/0/data", 8_000);
  const members = await Promise.all(
    [0, 1, 2].map(async (i) => {
      const transport = await NfdTransport.connect({ uri });
      await transport.serve(GROUP, () => void heard.push(`${i}`), { multicast: GROUP });
      await transport.serve(new Name(`/${i}`), () => data);
      return transport;
    }),
  );
  members[0]!.send(new Interest("/svs/1"));
  await until(() => heard.length === 2);
  expect(heard.sort()).toEqual(["1", "2"]);
  const answer = await members[2]!.express(new Interest("/0/data"));
  expect(Encoder.encode(answer)).toEqual(Encoder.encode(data));
  await Promise.all(members.map((member) => member.close()));
});

test("when the member that hosts the forwarder leaves, the others take over and find each other", async () => {
  const place = { ...NOTHING, unix: join(directory, "nfd.sock") };
  const environment = { env: {}, clientConfs: [], sockets: [], tcp: "unix:///absent.sock" };
  const hosts = [localForwarder(place), localForwarder(place), localForwarder(place)];
  const heard: number[] = [];
  const members: NfdTransport[] = [];
  for (const [i, fallback] of hosts.entries()) {
    const transport = await NfdTransport.connect({ environment, fallback });
    await transport.serve(GROUP, () => void heard.push(i), { multicast: GROUP });
    members.push(transport);
  }
  expect(hosts.map(({ hosted }) => hosted !== undefined)).toEqual([true, false, false]);
  expect(members.map(({ source }) => source)).toEqual(["fallback", "fallback", "fallback"]);

  await members[0]!.close();
  await hosts[0]!.close();
  await Promise.all([1, 2].map((i) => whenStatus(members[i]!, "down")));
  await Promise.all([1, 2].map((i) => whenStatus(members[i]!, "up")));
  expect(hosts.filter(({ hosted }) => hosted !== undefined)).toHaveLength(1);
  members[1]!.send(new Interest("/svs/1"));
  await until(() => heard.length > 0);
  expect(heard).toEqual([2]);
  await Promise.all(members.map((member) => member.close()));
  await Promise.all(hosts.map((host) => host.close()));
});
