/** What closes at length, perhaps with an error before. */
interface Closing {
  once(event: "close", listener: () => void): unknown;
  on(event: "error", listener: () => void): unknown;
}

/** Resolves when it has closed. A reset is a fair end too: `once` of Node.js would reject with it. */
export function closed(socket: Closing): Promise<void> {
  socket.on("error", () => undefined);
  return new Promise((resolve) => {
    socket.once("close", resolve);
  });
}
