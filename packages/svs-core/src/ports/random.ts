/** Chance, as an argument. Not for secrets. */
export interface Random {
  /** A number drawn uniformly from [0, 1). */
  next(): number;
}
