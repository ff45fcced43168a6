import type { AskedField } from "@/domain/fields.ts";

type Names = { readonly [F in AskedField]?: string };

/** Where in Taskwarrior the fields show that are synced only where it is asked for; each in one place, or in none. */
export interface FieldPlaces {
  /** Names of attributes of the user's. */
  readonly attributes: Names;
  /** Of what can be said in a tag: `favourite` by that tag, a text by one that goes on with it (`colour.e8a33d`). */
  readonly tags: Names;
}

export const noPlaces: FieldPlaces = { attributes: {}, tags: {} };
