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

/** See `PresentReading.places`; `undefined`: none is asked for. */
export function placesInVikunja({ places: { started, udas } }: VikunjaSettings) {
  const places = {
    ...(started === null ? {} : { started: JSON.stringify(started) }),
    ...(udas.length === 0 ? {} : { udas: JSON.stringify(udas) }),
  };
  return Object.keys(places).length === 0 ? undefined : places;
}

export function vikunjaSettings(places: FieldPlaces): VikunjaSettings {
  return { asked: askedIn(places), places };
}
