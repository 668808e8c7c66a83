/** A timer may run this much early: platforms round their delays down to a whole millisecond. */
export const EARLY = 2;
