export type { MessageEndpoint, NodeEndpoint, WebEndpoint } from "./endpoint.js";
export { type HostContext, type HostedMember, hostMember, type MemberOpener } from "./host-member.js";
