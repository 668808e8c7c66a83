/** Guards the forms that tell members by their node prefix alone. @throws RangeError */
export function requireNoBootstrapTime(bootstrapTime: number, form: "v2" | "python"): void {
  if (bootstrapTime !== 0) {
    throw new RangeError(`The ${form} form cannot say bootstrap time ${bootstrapTime}: its rows need 0.`);
  }
}
