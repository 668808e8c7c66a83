import { VarintReader } from "./varint-reader.js";

/**
 * The numbers of the tables that a manifest of LevelDB says are in use. Others may be there, too: half written
 * when a process was killed, or to be deleted.
 * @param records - changes to what is in use, the oldest first.
 */
export function liveTables(records: readonly Uint8Array[]): ReadonlySet<number> {
  const live = new Set<number>();
  for (const record of records) {
    const reader = new VarintReader(record);
    while (reader.at < record.length) {
      const field = reader.next();
      if (field === 1) {
        reader.skip(); // name of the order
      } else if (field === 5) {
        reader.next(); // level
        reader.skip(); // how far it is compacted
      } else if (field === 6) {
        reader.next(); // level
        live.delete(reader.next());
      } else if (field === 7) {
        reader.next(); // level
        live.add(reader.next());
        reader.next(); // size
        reader.skip(); // lowest key
        reader.skip(); // highest key
      } else {
        reader.next(); // a number of files or of writes
      }
    }
  }
  return live;
}
