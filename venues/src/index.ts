export { embeddedForwarder } from "./embedded-forwarder.js";
export { nfdVenue } from "./nfd-venue.js";
export { StreamRelay } from "./stream-relay.js";
export type { SocketKind, StartedForwarder, VenueForwarder } from "./venue-forwarder.js";
