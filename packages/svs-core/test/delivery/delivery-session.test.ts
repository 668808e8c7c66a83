import { Name } from "@ndn/packet";
import { expect, test } from "vitest";
import { type DeliveryContext, DeliverySession } from "../../src/delivery/delivery-session.js";
import { fetchOptions } from "../../src/delivery/fetch-options.js";
import { type FetchOptions, Publication, SvsError } from "../../src/index.js";
import { turn } from "../manual-clock.js";

const alice = new Name("/alice");
const bob = new Name("/bob");

interface Asked {
  readonly key: string;
  readonly signal: AbortSignal;
  resolve(content?: string): void;
  reject(error: unknown): void;
  attempt(n: number): void;
}

/** A session whose fetches are answered by the test, in whatever order it likes. */
function open(options: Partial<FetchOptions> = {}) {
  const asked: Asked[] = [];
  const delivered: string[] = [];
  const lost: string[] = [];
  const context: DeliveryContext = {
    options: fetchOptions(options),
    fetch: ({ node, bootstrapTime }, seqNo, signal, _signs, onAttempt) =>
      new Promise((resolve, reject) => {
        asked.push({
          key: `${node.at(0).text}${seqNo}`,
          signal,
          resolve: (content = "") =>
            resolve(new Publication({ node, bootstrapTime, seqNo }, new TextEncoder().encode(content))),
          reject,
          attempt: onAttempt,
        });
      }),
    onLost: ({ node }, seqNo) => lost.push(`${node.at(0).text}${seqNo}`),
    onDelivered: ({ node }, seqNo) => delivered.push(`${node.at(0).text}${seqNo}`),
    onNews: () => undefined,
    onEnd: () => undefined,
  };
  const session = new DeliverySession(context);
  const add = (node: Name, low: number, high: number): void =>
    session.add({ node, bootstrapTime: 1, low, high });
  const answer = async (...keys: string[]): Promise<void> => {
    for (const key of keys) {
      asked.find((fetch) => fetch.key === key)!.resolve();
      await turn();
    }
  };
  return { session, asked, delivered, lost, add, answer };
}

async function take(session: DeliverySession): Promise<string> {
  const { value } = await session.next();
  return value ? `${value.node.at(0).text}${value.seqNo}` : "end";
}

test("publications fetched out of order are handed out in order", async () => {
  const { session, asked, add, answer } = open();
  add(alice, 1, 4);
  await answer("alice1"); // one first, to see that the publisher is there
  expect(asked.map(({ key }) => key)).toEqual(["alice1", "alice2", "alice3", "alice4"]);
  await answer("alice4", "alice2", "alice3");
  const order = [await take(session), await take(session), await take(session), await take(session)];
  expect(order).toEqual(["alice1", "alice2", "alice3", "alice4"]);
});

test("a publication is delivered when the next one is asked for, not before", async () => {
  const { session, delivered, add, answer } = open();
  add(alice, 1, 2);
  await answer("alice1", "alice2");
  expect(await take(session)).toBe("alice1");
  expect(delivered).toEqual([]);
  expect(await take(session)).toBe("alice2");
  expect(delivered).toEqual(["alice1"]);
  await session.return();
  expect(delivered).toEqual(["alice1"]);
});

test("who asks for the next one and ends the reading at once has the one before delivered", async () => {
  const { session, delivered, add, answer } = open();
  add(alice, 1, 2);
  await answer("alice1", "alice2");
  await take(session);
  const next = session.next();
  await session.return();
  expect(await next).toEqual({ done: true, value: undefined });
  expect(delivered).toEqual(["alice1"]);
});

test("a jump of 10^15 numbers costs a window of fetches", async () => {
  const { asked, add, answer } = open({ windowPerMember: 5 });
  add(alice, 1, 1e15);
  await answer("alice1");
  expect(asked).toHaveLength(6);
});

test("a numbering that nobody serves costs one fetch, and keeps no other one waiting", async () => {
  const { session, asked, add, answer } = open({ readAhead: 2 });
  add(alice, 1, 1000);
  add(bob, 1, 3);
  const aliceHead = asked.find(({ key }) => key === "alice1")!;
  for (let attempt = 0; attempt < 4; attempt++) {
    aliceHead.attempt(attempt);
  }
  await answer("bob1");
  expect(await take(session)).toBe("bob1");
  await answer("bob2");
  expect(await take(session)).toBe("bob2");
  expect(asked.filter(({ key }) => key.startsWith("alice"))).toHaveLength(1);
  await answer("bob3");
  await take(session);
  await turn();
  expect(session.settled).toBe(true);
});

test("an earlier publication that is missing holds up the fetching of others only after four windows", async () => {
  const { session, asked, add } = open({ windowPerMember: 2 });
  add(alice, 1, 100);
  asked[0]!.resolve();
  await turn();
  // All but alice2 come.
  for (let i = 2; i < asked.length; i++) {
    asked[i]!.resolve();
    await turn();
  }
  expect(asked.at(-1)!.key).toBe("alice10");
  asked[1]!.resolve();
  await turn();
  expect(asked.slice(10).map(({ key }) => key)).toEqual(["alice11", "alice12"]);
  expect(await take(session)).toBe("alice1");
});

test("a publisher that is away, heard of again and away again makes room for one other, not two", () => {
  const { asked, add } = open({ readAhead: 1 });
  add(alice, 1, 1);
  for (const unanswered of [0, 1, 2, 3, 2, 3]) {
    asked[0]!.attempt(unanswered);
  }
  add(bob, 1, 1);
  add(new Name("/carol"), 1, 1);
  expect(asked.map(({ key }) => key)).toEqual(["alice1", "bob1"]);
});

test("long histories take turns", async () => {
  const { asked, add, answer } = open({ windowPerMember: 2 });
  add(alice, 1, 100);
  add(bob, 1, 100);
  await answer("alice1", "bob1", "alice2", "bob2", "alice3", "bob3");
  const last = asked.slice(-4).map(({ key }) => key.replace(/\d+/, ""));
  expect(new Set(last)).toEqual(new Set(["alice", "bob"]));
});

test("nothing is fetched ahead of a reader that does not read", async () => {
  const { session, asked, add, answer } = open({ readAhead: 3, windowPerMember: 50 });
  add(alice, 1, 50);
  await answer("alice1", "alice2", "alice3");
  expect(asked).toHaveLength(3);
  await take(session);
  await turn();
  expect(asked).toHaveLength(4);
});

test("large publications count by their octets", async () => {
  const { session, asked, add } = open({ readAheadOctets: 10, windowPerMember: 1 });
  add(alice, 1, 9);
  asked[0]!.resolve("0123456789");
  await turn();
  expect(asked).toHaveLength(1);
  await take(session);
  await turn();
  expect(asked).toHaveLength(2);
});

test("a publication given up is passed over, and counts as delivered", async () => {
  const { session, asked, delivered, lost, add, answer } = open();
  add(alice, 1, 3);
  await answer("alice1");
  asked.find(({ key }) => key === "alice2")!.reject(new SvsError("fetch-failed", "gone"));
  await answer("alice3");
  expect(await take(session)).toBe("alice1");
  expect(await take(session)).toBe("alice3");
  expect(lost).toEqual(["alice2"]);
  expect(delivered).toEqual(["alice1", "alice2"]);
});

test("numbers learnt later continue the numbering, delivered whole before or not", async () => {
  const { session, add, answer } = open();
  add(alice, 1, 1);
  await answer("alice1");
  add(alice, 2, 2);
  await answer("alice2");
  expect([await take(session), await take(session)]).toEqual(["alice1", "alice2"]);
  const third = take(session);
  add(alice, 3, 3);
  await answer("alice3");
  expect(await third).toBe("alice3");
});

test("calls of next that wait take turns", async () => {
  const { session, add, answer } = open();
  const taken = [take(session), take(session)];
  add(alice, 1, 2);
  await answer("alice1", "alice2");
  expect(await Promise.all(taken)).toEqual(["alice1", "alice2"]);
});

test("an ended session aborts its fetches and hands out nothing more", async () => {
  const { session, asked, add, answer } = open();
  add(alice, 1, 2);
  await answer("alice1");
  const waiting = session.return();
  expect(asked[1]!.signal.aborted).toBe(true);
  await waiting;
  expect(await take(session)).toBe("end");
});

test("a session that fails throws the failure at its reader", async () => {
  const { session, asked, add } = open();
  add(alice, 1, 1);
  const waiting = session.next();
  asked[0]!.reject(new SvsError("store-failed", "disk"));
  await expect(waiting).rejects.toMatchObject({ code: "store-failed" });
});

test("names that somebody invented leave half of the room to publishers that answer, and take turns with them", async () => {
  const { session, asked, add, answer } = open({ readAhead: 8 });
  add(bob, 1, 1);
  await answer("bob1");
  expect(await take(session)).toBe("bob1");
  for (let i = 0; i < 100; i++) {
    add(new Name(`/invented-${i}`), 1, 1);
  }
  expect(asked).toHaveLength(1 + 4);
  add(bob, 2, 3);
  expect(asked.slice(5).map(({ key }) => key)).toEqual(["bob2", "bob3"]);
  asked[1]!.attempt(3); // away: it makes room for the next
  expect(asked.slice(7).map(({ key }) => key)).toEqual(["invented-41"]);
});
