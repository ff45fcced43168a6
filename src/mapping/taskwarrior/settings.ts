import { ofProfile, type Profile } from "@/domain/profile.ts";
import {
  type AttributeField,
  attributeFields,
  fields,
  placedFields,
  recordOf,
} from "@/domain/fields.ts";
import { type FieldPlaces, noPlaces } from "@/domain/field_places.ts";

/** Where Taskwarrior keeps what it has no attribute of its own for. */
export interface TaskwarriorSettings {
  /** Names of the UDAs with these fields; `null`: it is not kept in Taskwarrior. */
  readonly attributes: Readonly<Record<AttributeField, string | null>>;
  /** Where it shows what is synced only where it is asked for; without: nowhere. */
  readonly places?: FieldPlaces;
  /** Of all attributes of the user's, as the taskrc defines them. */
  readonly udaTypes?: Readonly<Record<string, string>>;
  readonly link: LinkStyle;
  /** Whose ids are noted; without: of the usual one. */
  readonly profile?: Profile;
  /**
   * 2: what `task modify ±tag` of 2.6.2 cannot handle is encoded in tags (right for 3.x too);
   * 3: only what 3.5.0 cannot.
   */
  readonly tagRules: 2 | 3;
}

/** See `PresentReading.places`; `undefined`: none is asked for. */
export function placesInTaskwarrior(
  { attributes, places = noPlaces }: Pick<TaskwarriorSettings, "attributes" | "places">,
): Readonly<Record<string, string>> | undefined {
  const found = placedFields.flatMap((field): [string, string][] => {
    const [attribute, tag] = [attributes[field], places.tags[field]];
    if (attribute !== null) return [[field, `uda:${attribute}`]];
    return tag === undefined ? [] : [[field, `tag:${tag}`]];
  });
  const udas = places.udas.map(({ attribute }) => attribute);
  const all = [...found, ...udas.length === 0 ? [] : [["udas", udas.join()] as const]];
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

/** Where the Vikunja id is noted on the task. */
type LinkStyle =
  | { readonly kind: "annotation" }
  | { readonly kind: "uda"; readonly name: string }
  | { readonly kind: "none" };

export const defaultTaskwarriorSettings: TaskwarriorSettings = {
  attributes: recordOf(attributeFields, (field) => fields[field].attribute.usually),
  link: { kind: "annotation" },
  tagRules: 2,
};

/** Names of attributes have neither `-` nor `@`. */
export function linkStyleOf(kind: LinkStyle["kind"], profile: Profile): LinkStyle {
  return kind === "uda"
    ? { kind, name: ofProfile("vikunja_id", profile).replace(/[@-]/g, "_") }
    : { kind };
}
