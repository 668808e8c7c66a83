import { SvSync } from "@svs/core";
import { NfdTransport } from "@svs/transport-nfd";

/** What the member under test is opened with, in whichever thread. */
export interface MemberOptions {
  readonly uri: string;
  readonly group: string;
  readonly node: string;
  /** Time between its Sync Interests, in milliseconds, as far as nothing holds them up; without spread. */
  readonly period: number;
}

/** Its transport stays open until the process ends. */
export async function openMember({ uri, group, node, period }: MemberOptions): Promise<SvSync> {
  const transport = await NfdTransport.connect({ uri });
  return SvSync.open({ transport, group, node, timers: { periodic: period, periodicJitter: 0 } });
}
