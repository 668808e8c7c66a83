/**
 * Shared by the fetches from one publisher: an answer to one of them says that it is there and can be
 * reached, so that what the others miss was lost by chance.
 */
export class SignsOfLife {
  /** How many Interests were answered, with good Data. */
  answers = 0;
}
