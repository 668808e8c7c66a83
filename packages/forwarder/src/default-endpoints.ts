/** Where a forwarder listens unless told otherwise: this machine alone can reach it. */
export const defaultHost = "127.0.0.1";

/** TCP and UDP port of NDN. */
export const ndnPort = 6363;

/** WebSocket port of NDN forwarders. */
export const webSocketPort = 9696;
