import { stripVTControlCharacters } from "node:util";

/**
 * How many rows of the terminal a printed line takes; `undefined` if terminals may disagree.
 * They agree on ASCII. Of any other character they take it for two columns wide at the most, so
 * a line that fits even then takes one row for certain.
 */
export function textRows(line: string, columns: number): number | undefined {
  const text = stripVTControlCharacters(line);
  let ascii = 0;
  let other = 0;
  for (const character of text) {
    if (character >= " " && character <= "~") {
      ascii++;
    } else {
      other++;
    }
  }
  if (ascii + 2 * other <= columns) {
    return 1;
  }
  return other === 0 ? Math.ceil(ascii / columns) : undefined;
}
