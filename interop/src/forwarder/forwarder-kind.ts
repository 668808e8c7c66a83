/** A forwarder that runs. */
export interface RunningForwarder extends AsyncDisposable {
  /** Where members connect: `unix:///…` or `tcp://127.0.0.1:…`, as every implementation writes it. */
  readonly uri: string;
}

/** One column of the matrix. */
export interface ForwarderKind {
  /** What `--forwarder` takes. */
  readonly id: "embedded" | "ndnd";
  /** For people, with version. */
  readonly title: string;
  /**
   * Starts one that hears nothing but this machine.
   * @throws NotInstalled, with the reason in a sentence.
   */
  start(): Promise<RunningForwarder>;
}
