export { GroupKey, type GroupKeyOptions, type GroupSecurity } from "./group-key.js";
export type { MemberSecurity } from "./member-security.js";
export { TrustAnchor, type TrustAnchorOptions } from "./trust-anchor.js";
