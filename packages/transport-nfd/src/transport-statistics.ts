/** What a transport has counted since it was made. */
export interface TransportStatistics {
  /** Links opened. */
  connections: number;
  interestsSent: number;
  interestsReceived: number;
  dataSent: number;
  dataReceived: number;
  nacksReceived: number;
  /** Frames that were no packet, or no packet that can be understood. They are ignored. */
  malformed: number;
  /** Data and Nacks that nobody waited for (any more). */
  unsolicited: number;
  /** Interests that no handler serves. */
  unserved: number;
  /** Frames not sent because the link's buffer was full. */
  dropped: number;
  /** Handlers that threw, rejected, or returned what is no Data, and `hear`s that threw. */
  handlerFailures: number;
  /** Answers not sent because the Interest had expired or its connection was gone. */
  lateAnswers: number;
  /** Answers not sent because they were larger than `packetSizeMax`. */
  largeAnswers: number;
}

/** All counters at zero. */
export function zeroStatistics(): TransportStatistics {
  return {
    connections: 0,
    interestsSent: 0,
    interestsReceived: 0,
    dataSent: 0,
    dataReceived: 0,
    nacksReceived: 0,
    malformed: 0,
    unsolicited: 0,
    unserved: 0,
    dropped: 0,
    handlerFailures: 0,
    lateAnswers: 0,
    largeAnswers: 0,
  };
}
