import type { AskedField } from "@/domain/fields.ts";
import { askedIn, type FieldPlaces, noPlaces } from "@/domain/field_places.ts";

/** What of Vikunja's tasks is read only where it is asked for. */
export interface VikunjaSettings {
  readonly asked: readonly AskedField[];
  readonly places: FieldPlaces;
  /** Id of the view that is the board of the task's project; without: none is known. */
  readonly board?: number;
}

export const usualVikunjaSettings: VikunjaSettings = { asked: [], places: noPlaces };

export function vikunjaSettings(places: FieldPlaces): VikunjaSettings {
  return { asked: askedIn(places), places };
}
