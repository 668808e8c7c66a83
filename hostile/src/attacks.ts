import { type Data, Name, type Signer } from "@ndn/packet";
import { digestSigning } from "@svs/core";
import type { Stage } from "./stage.js";
import { claim, nested, type Row, vectorAround, vectorOf } from "./vectors.js";

/** One way to do harm. */
export interface Attack {
  readonly name: string;
  /** Ends when nothing more is sent; a minute is looked at in any case. */
  run(stage: Stage): Promise<void>;
}

const HIGHEST = Number.MAX_SAFE_INTEGER;
const DAY = 86_400;
const LZMA_BLOCK = 211;

/** So many names that nobody has. */
function invented(from: number, count: number, bootstrapTime: number): Row[] {
  return Array.from({ length: count }, (_, i) => ({
    node: `/invented/${String(from + i).padStart(6, "0")}`,
    bootstrapTime,
    seqNo: 1,
  }));
}

/** Announces one vector. */
function once(rows: (stage: Stage) => readonly Row[]): Attack["run"] {
  return async (stage) => {
    await stage.mallory.announce(vectorOf(rows(stage)));
  };
}

/** Signs, and then changes an octet of the signature. */
const spoilingSigner: Signer = {
  async sign(packet) {
    await digestSigning.sign(packet);
    (packet as Data).sigValue![0]! ^= 0xff;
  },
};

/** The hostile list, as far as it is about state vectors. */
export const ATTACKS: readonly Attack[] = [
  {
    name: "a number of 2^53 for another member",
    run: once(({ bob, mallory }) => [
      claim(bob.row, 2n ** 53n),
      { node: "/carol", bootstrapTime: mallory.now, seqNo: 1 },
    ]),
  },
  {
    name: "2^53-1 for another member",
    run: once(({ bob }) => [claim(bob.row, HIGHEST)]),
  },
  {
    name: "2^53-1 for each of them, a minute after they began",
    run: async ({ alice, bob, mallory }) => {
      await mallory.wait(60_000);
      await mallory.announce(vectorOf([claim(alice.row, HIGHEST), claim(bob.row, HIGHEST)]));
    },
  },
  {
    name: "a number three higher than was published",
    run: once(({ alice }) => [claim(alice.row, 4)]),
  },
  {
    name: "900 000 numbers more for another member, each second for a minute",
    async run({ bob, mallory }) {
      const { row } = bob;
      for (let i = 1; i <= 60; i++) {
        await mallory.announce(vectorOf([claim(row, 900_000 * i)]));
        await mallory.wait(1000);
      }
    },
  },
  {
    name: "a bootstrap time ten days ahead",
    run: once(({ mallory }) => [{ node: "/mallory", bootstrapTime: mallory.now + 10 * DAY, seqNo: 1 }]),
  },
  {
    name: "a bootstrap time 60 s short of a day ahead",
    run: once(({ mallory }) => [{ node: "/mallory", bootstrapTime: mallory.now + DAY - 60, seqNo: 1 }]),
  },
  {
    name: "250 bootstrap times of the year 1970",
    run: once(() =>
      Array.from({ length: 250 }, (_, i) => ({ node: "/mallory", bootstrapTime: i, seqNo: 1 })),
    ),
  },
  {
    name: "10 000 invented names in 50 vectors",
    async run({ mallory }) {
      for (let from = 0; from < 10_000; from += 200) {
        await mallory.announce(vectorOf(invented(from, 200, mallory.now)));
        await mallory.wait(100);
      }
    },
  },
  {
    name: "a name of 8 000 octets",
    run: once(({ mallory }) => [
      { node: new Name(`/${"n".repeat(8000)}`), bootstrapTime: mallory.now, seqNo: 1 },
    ]),
  },
  {
    name: "a vector out of order, with a row three times",
    run: once(({ alice, bob, mallory }) => [
      { node: "/zoe", bootstrapTime: mallory.now, seqNo: 1 },
      { node: "/zoe", bootstrapTime: mallory.now, seqNo: 3 },
      claim(bob.row, 1),
      claim(alice.row, 1),
      { node: "/zoe", bootstrapTime: mallory.now, seqNo: 2 },
    ]),
  },
  {
    name: "an old packet again, every 300 ms for a minute",
    async run({ bob, mallory }) {
      const old = await mallory.announce(vectorOf([claim(bob.row, 1)]));
      for (let i = 0; i < 200; i++) {
        await mallory.wait(300);
        mallory.repeat(old);
      }
    },
  },
  {
    name: "an empty vector, ten times a second for a minute",
    async run({ mallory }) {
      for (let i = 0; i < 600; i++) {
        await mallory.announce(vectorOf([]));
        await mallory.wait(100);
      }
    },
  },
  {
    name: "an outdated vector in new packets, ten times a second for a minute",
    async run({ bob, mallory }) {
      for (let i = 0; i < 600; i++) {
        await mallory.announce(vectorOf([claim(bob.row, 1)]));
        await mallory.wait(100);
      }
    },
  },
  {
    name: "a number one higher than Alice has published, after each of 100 publications",
    async run({ alice, mallory }) {
      for (let i = 0; i < 100; i++) {
        const seqNo = (await mallory.during(alice.publish())) ?? 0;
        await mallory.wait(200);
        await mallory.announce(vectorOf([claim(alice.row, seqNo + 1)]));
        await mallory.wait(800);
      }
    },
  },
  {
    name: "a bootstrap time 1 s short of 23 h ahead for Alice, and a number one higher",
    run: once(({ alice, mallory }) => [
      claim(alice.row, 2),
      { node: "/alice", bootstrapTime: mallory.now + DAY - 3601, seqNo: 1 },
    ]),
  },
  {
    name: "1 000 wrong signatures at once",
    async run({ mallory }) {
      const { now } = mallory;
      for (let i = 0; i < 1000; i++) {
        await mallory.announce(vectorOf(invented(i, 1, now)), spoilingSigner);
      }
    },
  },
  {
    name: "1 000 elements, each in the one before",
    run: async ({ mallory }) => {
      await mallory.announce(vectorAround(nested(202, 1000)));
      await mallory.announce(vectorAround(nested(0xf0, 1000)));
    },
  },
  {
    name: "a compressed block instead of entries",
    run: async ({ mallory }) => {
      await mallory.announce(vectorAround(nested(LZMA_BLOCK, 1)));
    },
  },
];
