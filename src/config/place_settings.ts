import * as v from "valibot";
import { attributeFields, fields, type PlacedField, placedFields } from "@/domain/fields.ts";
import { askedIn, type FieldPlaces, noPlaces } from "@/domain/field_places.ts";
import { attributeNames, type NamedAttributes, udaName } from "@/config/attribute_settings.ts";
import { started, udas } from "@/config/own_places.ts";
import type { Problem } from "@/config/problem.ts";

type Place = { readonly kind: "uda" | "tag"; readonly name: string } | null;
type Key = `mapping.${PlacedField}`;

/** What cannot be said in one tag. */
const onlyInAttributes: readonly PlacedField[] = ["reminders", "parents"];

const usual: Readonly<Partial<Record<PlacedField, string>>> = { parents: "parent_task" };

/** What a tag says as it is written, and no virtual one. */
const tagName = v.pipe(
  v.string(),
  v.regex(
    /^(?!.*_x[0-9A-F]*_)(?=.*[a-z])[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*$/,
    "names no tag: it takes letters, digits and single _, not all of them capitals",
  ),
);

function placeOf(field: PlacedField) {
  const name = usual[field] ?? field;
  const kinds = onlyInAttributes.includes(field) ? ["uda"] as const : ["uda", "tag"] as const;
  return place(name, kinds);
}

function place(usualName: string, kinds: readonly ("uda" | "tag")[]) {
  const takes = `${kinds.map((kind) => `"${kind}:${usualName}"`).join(", ")} or "off"`;
  return v.pipe(
    v.string(`must be ${takes}`),
    v.rawTransform(({ dataset, addIssue, NEVER }): Place => {
      const text = dataset.value.trim();
      if (text === "off" || text === "none" || text === "") return null;
      const [, kind, name = ""] = /^(uda|tag):(.*)$/.exec(text) ?? [];
      if (kind !== "uda" && kind !== "tag" || !kinds.includes(kind)) {
        addIssue({ message: `must be ${takes}` });
        return NEVER;
      }
      const checked = v.safeParse(kind === "uda" ? udaName : tagName, name);
      if (checked.success) return { kind, name: checked.output };
      addIssue({ message: `${checked.issues[0].message} («${text}»)` });
      return NEVER;
    }),
  );
}

const places = Object.fromEntries(
  placedFields.map((field) => [`mapping.${field}`, placeOf(field)]),
) as Readonly<Record<Key, ReturnType<typeof placeOf>>>;

/** Where the fields show that are synced only where it is asked for. */
export const placeSettings = {
  ...places,
  "mapping.subtask": place("subtask", ["tag"]),
  "mapping.started": started,
  "mapping.udas": udas,
};

type Values =
  & { readonly [K in Key]?: Place }
  & {
    readonly "mapping.subtask"?: Place;
    readonly "mapping.started"?: FieldPlaces["started"];
    readonly "mapping.udas"?: FieldPlaces["udas"];
  };

/** `noPlaces` itself where nothing is asked for. */
export function fieldPlaces(values: Values): FieldPlaces {
  const of = (kind: "uda" | "tag") =>
    Object.fromEntries(placedFields.flatMap((field) => {
      const place = values[`mapping.${field}`] ?? null;
      return place?.kind === kind ? [[field, place.name]] : [];
    }));
  const subtask = values["mapping.subtask"] ?? null;
  const found = Object.freeze({
    attributes: of("uda"),
    tags: { ...of("tag"), ...(subtask === null ? {} : { subtask: subtask.name }) },
    started: values["mapping.started"] ?? null,
    udas: values["mapping.udas"] ?? [],
  });
  return askedIn(found).length === 0 ? noPlaces : found;
}

/** What the fields' attributes are called; `null`: they have none. Percent that say `start` are no progress besides. */
export function allAttributeNames(values: Values & NamedAttributes) {
  const { attributes, started } = fieldPlaces(values);
  const names = { ...attributeNames(values), ...attributes };
  const isTaken = started?.kind === "percent" && (values.progress_uda ?? null) === null;
  return isTaken ? { ...names, progress: null } : names;
}

/** Two fields in one attribute, or in one tag, would overwrite each other. */
export function sharedNames(values: Values & NamedAttributes): readonly Problem[] {
  const names = allAttributeNames(values);
  const { tags, started, udas } = fieldPlaces(values);
  const isTwice = started?.kind === "percent" && names.progress !== null;
  return [
    ...isTwice ? [percentTwice] : [],
    ...udas.flatMap(({ attribute }) => {
      const field = attributeFields.find((each) => names[each] === attribute);
      if (field === undefined) return [];
      const what = `has ${attribute}, the attribute of the ${fields[field].name}`;
      return [{ where: "mapping.udas", what, mend: "name another" }];
    }),
    ...twice(attributeFields, names, "attribute"),
    ...twice([...placedFields, "subtask"], tags, "tag"),
  ];
}

const percentTwice: Problem = {
  where: "mapping.started",
  what: "has the percent that progress_uda keeps as well",
  mend: 'take one of the two away, or say "label:…"',
};

function twice<F extends keyof typeof fields>(
  some: readonly F[],
  names: { readonly [Each in F]?: string | null },
  kind: string,
): readonly Problem[] {
  return some.flatMap((field, at) => {
    const name = names[field] ?? null;
    const other = some.slice(0, at).find((each) => names[each] === name);
    if (other === undefined || name === null) return [];
    const what = `is the ${kind} of the ${fields[other].name} and of the ${fields[field].name}`;
    return [{ where: keyOf(field) ?? keyOf(other) ?? "", what, mend: "name another" }];
  });
}

function keyOf(field: keyof typeof fields): string | null {
  const asked = placedFields.find((each) => each === field);
  if (asked !== undefined) return `mapping.${asked}`;
  const named = attributeFields.find((each) => each === field);
  return named === undefined ? null : fields[named].attribute.key;
}
