/** Octets of the largest Interest or Data that is forwarded: the limit NDN forwarders share. */
export const packetSizeMax = 8800;

/** Octets of the largest frame that is read: a packet of the largest size with NDNLPv2 headers. */
export const frameSizeMax = packetSizeMax + 512;
