// What the size limit is set on: all that a browser could be given.
export * from "@svs/core";
export * from "@svs/transport-nfd";
