import { pythonForm, type VectorForm, v2Form, v3Form } from "@svs/tlv";
import type { FormName } from "./reference-vector.js";

/** The forms by name. */
export const FORMS: Readonly<Record<FormName, VectorForm>> = {
  v3: v3Form,
  v2: v2Form,
  python: pythonForm,
};
