import { StateVector, type VectorForm, v3Form } from "@svs/tlv";
import { SvsError } from "../svs-error.js";
import { orInvalid } from "./or-invalid.js";

/**
 * The vector that a machine begins with.
 * @throws SvsError `invalid-argument` if the octets are damaged, or say what the form cannot.
 */
export function initialVector(initial: Uint8Array | undefined, form: VectorForm): StateVector {
  if (initial === undefined) {
    return new StateVector();
  }
  const vector = orInvalid("Option initial is no version 3 StateVector TLV.", () =>
    StateVector.decode(initial),
  );
  if (form !== v3Form) {
    for (const { bootstrapTime } of vector) {
      if (bootstrapTime !== 0) {
        throw new SvsError(
          "invalid-argument",
          `Option initial has bootstrap times, which form ${form.name} has not.`,
        );
      }
    }
  }
  return vector;
}
