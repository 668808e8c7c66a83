import { Name } from "@ndn/packet";
import { SyncMachine } from "@svs/core";
import { StateVector } from "@svs/tlv";
import { heldOctets, measure } from "./measure.js";
import { ndnts } from "./ndnts-vector.js";
import type { Figure } from "./report.js";

const BOOTSTRAP = 1_736_266_473;
/** Received vectors in a batch, each newer than the one before. */
const ROUNDS = 16;
/** Sorts before every other member: the worst place to insert. */
const NEW_MEMBER = new Name("/a").value;

/** A node prefix with a TLV-VALUE of 25 octets. */
function nodePrefix(i: number): Uint8Array {
  return new Name(`/example/group/m${String(i).padStart(6, "0")}`).value;
}

function build(members: number): StateVector {
  const vector = new StateVector();
  for (let i = 0; i < members; i++) {
    vector.set(nodePrefix(i), BOOTSTRAP, 1000 + i);
  }
  return vector;
}

/** Encodings of vectors that get newer and newer: by one row each, or by every row. */
function newerEncodings(members: number, every: boolean): Uint8Array[] {
  const vector = build(members);
  return Array.from({ length: ROUNDS }, (_, round) => {
    const raised = every ? Array.from({ length: members }, (_, i) => i) : [(round * 7919) % members];
    for (const i of raised) {
      const node = nodePrefix(i);
      vector.set(node, BOOTSTRAP, vector.get(node, BOOTSTRAP) + 1);
    }
    return vector.encode();
  });
}

/** Figures of the codec beside NDNts, for groups of these sizes. */
export function codecFigures(sizes: readonly number[]): Figure[] {
  const figures: Figure[] = [];
  for (const members of sizes) {
    const start = build(members);
    const compare = (name: string, ours: number, peer: number): void => {
      figures.push({
        name: `${name}, ${members} members`,
        value: ours,
        unit: "µs",
        peer,
        ratio: peer / ours,
      });
    };

    const publisher = { node: nodePrefix(members >> 1), bootstrapTime: BOOTSTRAP };
    let seqNo = 100_000;
    const peer = ndnts.build(start);
    const peerEncode = measure({
      batch: 8,
      run: () => {
        ndnts.raise(peer, { ...publisher, seqNo: ++seqNo });
        return ndnts.encode(peer);
      },
    });
    const ours = start.clone();
    compare(
      "encode after a publication",
      measure({
        batch: 256,
        run: () => {
          ours.set(publisher.node, BOOTSTRAP, ++seqNo);
          return ours.encode();
        },
      }),
      peerEncode,
    );
    let fresh = start;
    compare(
      "encode after a new member",
      measure({
        batch: 1,
        reset: () => {
          fresh = start.clone();
          fresh.encode();
        },
        run: () => {
          fresh.set(NEW_MEMBER, BOOTSTRAP, 1);
          return fresh.encode();
        },
      }),
      peerEncode,
    );

    for (const every of [false, true]) {
      const received = newerEncodings(members, every);
      let merging = start;
      let peerMerging = peer;
      compare(
        every ? "receive, every row newer" : "receive, one row newer",
        measure({
          batch: ROUNDS,
          reset: () => {
            merging = start.clone();
            merging.encode();
          },
          run: (i) => {
            const difference = merging.compareEncoded(received[i]!);
            merging.apply(difference, i);
            return difference;
          },
        }),
        measure({
          batch: ROUNDS,
          reset: () => {
            peerMerging = ndnts.build(start);
          },
          run: (i) => ndnts.receive(peerMerging, received[i]!),
        }),
      );
    }

    const same = start.encode();
    const peerSame = ndnts.build(start);
    compare(
      "receive, identical vector",
      measure({ batch: 256, run: () => start.compareEncoded(same) }),
      measure({ batch: 4, run: () => ndnts.receive(peerSame, same) }),
    );
  }
  return figures;
}

/** Memory of a machine, with the encoding it announces, per member. */
export function memoryFigures(members: number): Figure[] {
  const nodes = Array.from({ length: members }, (_, i) => nodePrefix(i));
  const rows = nodes.map((node, i) => ({ node, bootstrapTime: BOOTSTRAP, seqNo: 1000 + i }));
  const now = { monotonic: 0, wall: BOOTSTRAP * 1000 };
  const ours = heldOctets(() => {
    const machine = new SyncMachine({
      random: () => 0.5,
      limits: { vectorSizeMax: Number.MAX_SAFE_INTEGER },
    });
    machine.step(now, { type: "link-up" });
    // As a member meets them: one vector after the other, each with some members more.
    const group = new StateVector();
    for (const [i, row] of rows.entries()) {
      group.set(row.node, row.bootstrapTime, row.seqNo);
      if (i % 100 === 99 || i === members - 1) {
        const digest = new Uint8Array(32);
        new DataView(digest.buffer).setUint32(0, i);
        machine.step(now, { type: "received", vector: { id: i, octets: group.encode(), digest } });
        machine.step(now, { type: "verified", id: i, ok: true });
      }
    }
    return machine;
  });
  const peer = heldOctets(() => ndnts.build(rows));
  const name = `memory per member, ${members} members, names of ${nodes[0]!.length} octets`;
  return [{ name, value: ours / members, unit: "octets", peer: peer / members, ratio: peer / ours }];
}
