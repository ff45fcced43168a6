import type {
  CommentsRule,
  Late,
  OwnAttribute,
  ScalarRule,
  SetRule,
  ShownRule,
} from "@/domain/field_rule.ts";
import { askedRules } from "@/domain/asked_rules.ts";
import type { Instant } from "@/domain/instant.ts";
import { shown } from "@/domain/shown_value.ts";
import * as written from "@/domain/written_values.ts";

/**
 * A comment (Vikunja) or an annotation (Taskwarrior).
 * `id` is the comment's id in decimal, or the annotation's `entry` as an {@link Instant}, as read back.
 */
export interface Comment {
  readonly id: string;
  /** HTML in Vikunja, plain text or Markdown in Taskwarrior. */
  readonly text: string;
}

/**
 * All that is synced of a task, in the form of the side that holds it. A further field is a line here, one in
 * {@link fields}, and one in `mapping/fields.ts`; whatever is forgotten is a type error. One that was added later
 * is optional: absent is «not known», in a log of before and on a side that does not keep it, and nothing is
 * decided on it then.
 */
export interface FieldValues {
  readonly title: string;
  /** Empty when there are none. */
  readonly notes: string;
  /** Path from the root; empty in Taskwarrior where the task has no project. Never empty in Vikunja. */
  readonly project: readonly string[];
  /** Label titles, decoded. */
  readonly labels: readonly string[];
  /** 0 none, 1 low, 2 medium, 3 high; Vikunja alone also holds 4 and 5. */
  readonly priority: number;
  readonly dueAt: Instant | null;
  readonly scheduledAt: Instant | null;
  readonly endsAt?: Instant | null;
  /** Percent; whole ones in Taskwarrior. */
  readonly progress?: number;
  /** Of the user whose token it is. */
  readonly favourite?: boolean;
  /** Six hexadecimal digits in lower case; empty: none. */
  readonly colour?: string;
  /** In words, see `reminders.ts`. */
  readonly reminders?: readonly string[];
  /** Title of the bucket in which its card is on the project's first board; not of a task that is done. */
  readonly bucket?: string;
  /** Ids, on the same side, of the tasks that this one is a part of. */
  readonly parents?: readonly string[];
  /** One element where it is a part of another task; read only in Taskwarrior. */
  readonly subtask?: readonly string[];
  /** Whether somebody is working on it. */
  readonly started?: boolean;
  /** Values of attributes of the user's own, by their names; those without a value are left out. */
  readonly udas?: Readonly<Record<string, string>>;
  readonly done: boolean;
  /** Ids, on the same side, of the tasks that block this one. */
  readonly depends: readonly string[];
  readonly comments: readonly Comment[];
  /** User names; read only in Taskwarrior. */
  readonly assignees: readonly string[];
}

export type Field = keyof FieldValues;
/** What the field holds where it is known. */
export type FieldValue<F extends Field> = Required<FieldValues>[F];

/** `undefined`: nobody knows it. */
export function known<F extends Field>(
  values: Partial<FieldValues>,
  field: F,
): FieldValue<F> | undefined {
  return (values as Partial<Required<FieldValues>>)[field];
}

/** Of a set; none where nobody knows them. */
export function elementsOf(values: Partial<FieldValues>, field: SetField): readonly string[] {
  return values[field] ?? [];
}

/** The sets of which something is known. */
export function knownSets(values: Partial<FieldValues>): readonly SetField[] {
  return setFields.filter((field) => values[field] !== undefined);
}

type RuleFor<Value> =
  | ScalarRule<Value>
  | (Value extends readonly string[] ? SetRule | ShownRule : never)
  | (Value extends readonly Comment[] ? CommentsRule : never);
type IsOptional<F extends Field> = object extends Pick<FieldValues, F> ? true : false;
type FieldRule<F extends Field> =
  & RuleFor<FieldValue<F>>
  & (IsOptional<F> extends true ? Late : { readonly isLate?: never });

/** How each field is merged, said and written; in the order in which they are told. */
export const fields = {
  title: {
    kind: "scalar",
    name: "title",
    empty: "",
    merge: "whole",
    isOfOneDate: false,
    written: written.text("title", false),
  },
  notes: {
    kind: "scalar",
    name: "notes",
    empty: "",
    merge: "by lines",
    isOfOneDate: false,
    written: written.text("notes", true),
    attribute: { key: "notes_uda", usually: "notes", mayLack: false },
  },
  project: {
    kind: "scalar",
    name: "project",
    empty: [],
    merge: "whole",
    isOfOneDate: false,
    written: written.project,
  },
  priority: {
    kind: "scalar",
    name: "priority",
    empty: 0,
    merge: "whole",
    isOfOneDate: false,
    written: written.priority,
  },
  dueAt: {
    kind: "scalar",
    name: "due date",
    empty: null,
    merge: "whole",
    isOfOneDate: true,
    written: written.instant("due"),
  },
  scheduledAt: {
    kind: "scalar",
    name: "start date",
    empty: null,
    merge: "whole",
    isOfOneDate: true,
    written: written.instant("scheduled"),
  },
  endsAt: {
    kind: "scalar",
    name: "end date",
    empty: null,
    merge: "whole",
    isOfOneDate: true,
    written: written.instant("ends"),
    attribute: { key: "ends_uda", usually: "ends", mayLack: true },
    isLate: true,
  },
  progress: {
    kind: "scalar",
    name: "progress",
    empty: 0,
    merge: "whole",
    isOfOneDate: false,
    written: {
      as: "progress",
      takes: "a number from 0 to 100, or nothing",
      example: "0 to 100",
      read: (text) => /^(\d{0,2}|100)$/.test(text) ? { value: Number(text) } : null,
    },
    attribute: { key: "progress_uda", usually: "progress", mayLack: true },
    isLate: true,
  },
  ...askedRules,
  labels: {
    kind: "set",
    name: "labels",
    empty: [],
    elements: "titles",
    words: {
      add: (label) => `label ${shown(label)}`,
      remove: (label) => `taking off label ${shown(label)}`,
    },
    reason: (label) => `label ${label}`,
    written: written.elements("tags"),
  },
  done: {
    kind: "scalar",
    name: "done",
    empty: false,
    merge: "whole",
    isOfOneDate: true,
    written: written.done,
  },
  depends: {
    kind: "set",
    name: "dependencies",
    empty: [],
    elements: "tasks",
    words: {
      add: (id) => `dependency on ${id}`,
      remove: (id) => `end of the dependency on ${id}`,
    },
    reason: (id) => `dependency on task ${id}`,
    written: null,
  },
  comments: { kind: "comments", name: "comments", empty: [], written: null },
  assignees: {
    kind: "shown",
    name: "assignees",
    empty: [],
    written: null,
    attribute: { key: null, usually: "assignees", mayLack: false },
  },
} as const satisfies { readonly [F in Field]: FieldRule<F> };

type FieldsOf<Kind> = { [F in Field]: (typeof fields)[F]["kind"] extends Kind ? F : never }[Field];
export type ScalarField = FieldsOf<"scalar">;
export type SetField = FieldsOf<"set">;
export type TaskSet = {
  [F in SetField]: (typeof fields)[F] extends { readonly elements: "tasks" } ? F : never;
}[SetField];
export type ShownField = FieldsOf<"shown">;

/** Those that Taskwarrior keeps in an attribute of the user's. */
export type AttributeField = {
  [F in Field]: (typeof fields)[F] extends { readonly attribute: OwnAttribute } ? F : never;
}[Field];

export type LateField = {
  [F in Field]: (typeof fields)[F] extends Late ? F : never;
}[Field];

/** Those that are synced only where the configuration says where they show. */
export type AskedField = {
  [F in Field]: (typeof fields)[F] extends { readonly isAsked: true } ? F : never;
}[Field];

/** Those of them that are in an attribute of the user's, or in a tag. */
export type PlacedField = AskedField & AttributeField;

/** Settings that name such an attribute. */
export type AttributeKey = Exclude<(typeof fields)[AttributeField]["attribute"]["key"], null>;

export const allFields = Object.keys(fields) as readonly Field[];
export const scalarFields = ofKind("scalar");
export const setFields = ofKind("set");
export const attributeFields = allFields.filter((field): field is AttributeField =>
  "attribute" in fields[field]
);
/** Those that a log of before, or a side that does not keep them, says nothing of. */
export const lateFields = allFields.filter((field): field is LateField =>
  "isLate" in fields[field]
);
export const askedFields = lateFields.filter((field): field is AskedField =>
  "isAsked" in fields[field]
);
export const placedFields = askedFields.filter((field): field is PlacedField =>
  "attribute" in fields[field]
);
/** Sets whose elements are other tasks. */
export const taskSets = setFields.filter((field): field is TaskSet =>
  fields[field].elements === "tasks"
);
export const shownFields = ofKind("shown");
/** Those that are merged from both sides. */
export const mergedFields: readonly Exclude<Field, ShownField>[] = [
  ...scalarFields,
  ...setFields,
  "comments",
];

/** The same of each of these fields. */
export function recordOf<F extends Field, Value>(
  some: readonly F[],
  make: (field: F) => Value,
): Readonly<Record<F, Value>> {
  return Object.fromEntries(some.map((field) => [field, make(field)])) as Record<F, Value>;
}

/** Narrows what is a field's name or something else. */
export function isOneOf<F extends Field>(some: readonly F[], name: string): name is F {
  return some.some((field) => field === name);
}

function ofKind<Kind extends (typeof fields)[Field]["kind"]>(
  kind: Kind,
): readonly FieldsOf<Kind>[] {
  return allFields.filter((field): field is FieldsOf<Kind> => fields[field].kind === kind);
}
