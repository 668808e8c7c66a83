import type { Millis } from "@svs/core";
import { EPOCH } from "./epoch.js";

/** One packet on the wire. */
export interface CapturedPacket {
  /** Virtual milliseconds. */
  readonly at: Millis;
  /** Number of the member that sent it. */
  readonly member: number;
  readonly octets: Uint8Array;
}

const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const LINKTYPE_ETHERNET = 1;
const SNAPLEN = 65_535;
const FILE_HEADER_SIZE = 24;
const RECORD_HEADER_SIZE = 16;
const ETHERNET_HEADER_SIZE = 14;

/** EtherType of Named Data Networking. */
const ETHERTYPE_NDN = 0x8624;
/** The multicast address of Named Data Networking on Ethernet. */
const ALL_NDN = [0x01, 0x00, 0x5e, 0x00, 0x17, 0xaa] as const;

/**
 * A capture file (classic pcap) of packets in the order of their time, each as an Ethernet frame to all:
 * as a listener on one wire would have seen them. The sender's address is made up, locally administered, and
 * ends in the number of the member.
 */
export function pcap(packets: readonly CapturedPacket[]): Uint8Array {
  const overhead = RECORD_HEADER_SIZE + ETHERNET_HEADER_SIZE;
  const size = packets.reduce((sum, { octets }) => sum + overhead + octets.length, FILE_HEADER_SIZE);
  const file = new Uint8Array(size);
  const view = new DataView(file.buffer);
  view.setUint32(0, MAGIC_MICROSECONDS);
  view.setUint16(4, 2); // version 2.4
  view.setUint16(6, 4);
  view.setUint32(16, SNAPLEN);
  view.setUint32(20, LINKTYPE_ETHERNET);
  let at = FILE_HEADER_SIZE;
  for (const { at: time, member, octets } of packets) {
    const microseconds = Math.round((EPOCH + time) * 1000);
    view.setUint32(at, Math.floor(microseconds / 1_000_000));
    view.setUint32(at + 4, microseconds % 1_000_000);
    view.setUint32(at + 8, ETHERNET_HEADER_SIZE + octets.length);
    view.setUint32(at + 12, ETHERNET_HEADER_SIZE + octets.length);
    at += RECORD_HEADER_SIZE;
    file.set(ALL_NDN, at);
    view.setUint16(at + 6, 0x0200); // locally administered
    view.setUint32(at + 8, member);
    view.setUint16(at + 12, ETHERTYPE_NDN);
    file.set(octets, at + ETHERNET_HEADER_SIZE);
    at += ETHERNET_HEADER_SIZE + octets.length;
  }
  return file;
}
