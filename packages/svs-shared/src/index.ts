export { SvSyncFollower, type SvSyncFollowerOptions } from "./sv-sync-follower.js";
export { type DataInterests, SvSyncShared, type SvSyncSharedOptions } from "./sv-sync-shared.js";
