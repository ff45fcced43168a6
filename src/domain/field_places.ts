import { type AskedField, askedFields, type PlacedField } from "@/domain/fields.ts";

type Names<F extends AskedField = PlacedField> = { readonly [Each in F]?: string };

/** That a task is being worked on: `start` in Taskwarrior, and there as a label, or as so many percent. */
export type StartedPlace =
  | { readonly kind: "label"; readonly title: string }
  | { readonly kind: "percent"; readonly percent: number };

/** An attribute of the user's own, and its label (`estimate: 3h`) or such a line in the description. */
export interface UdaPlace {
  readonly attribute: string;
  readonly kind: "label" | "line";
  /** What stands before the colon. */
  readonly title: string;
}

/** Where the fields show that are synced only where it is asked for. */
export interface FieldPlaces {
  /** Names of attributes of the user's. */
  readonly attributes: Names;
  /** Of what can be said in a tag: `favourite` by that tag, a text by one that goes on with it (`colour.e8a33d`). */
  readonly tags: Names<PlacedField | "subtask">;
  readonly started: StartedPlace | null;
  readonly udas: readonly UdaPlace[];
}

/** Nothing is asked for; by this very value that is known at once. */
export const noPlaces: FieldPlaces = { attributes: {}, tags: {}, started: null, udas: [] };

/** The fields that are asked for. */
export function askedIn({ attributes, tags, started, udas }: FieldPlaces): readonly AskedField[] {
  return askedFields.filter((field) => {
    if (field === "started") return started !== null;
    if (field === "udas") return udas.length > 0;
    return field in attributes || field in tags;
  });
}
