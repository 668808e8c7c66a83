/** Nack reasons of NDNLPv2, the less severe the smaller. */
export const NackReason = {
  Congestion: 50,
  Duplicate: 100,
  NoRoute: 150,
} as const;
