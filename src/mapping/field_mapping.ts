import type { SetPatch } from "@/domain/field_rule.ts";
import type { AttributeField, Field, FieldValue, SetField } from "@/domain/fields.ts";
import type { Json, JsonObject } from "@/domain/json.ts";
import type { PairContext } from "@/domain/representation.ts";
import type { Markup } from "@/mapping/markup_functions.ts";
import type { MappingRules } from "@/mapping/rules.ts";
import type { Attributes, Setting } from "@/mapping/taskwarrior/attributes.ts";
import type { TaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import type { VikunjaSettings } from "@/mapping/vikunja/settings.ts";

/** What it takes to say a value on the other side; the markup is large, and loaded where it is asked for. */
export interface Saying extends PairContext {
  readonly markup: () => Markup;
  readonly rules: MappingRules;
}

/** Where a field is on either side, and in which form. */
export type FieldMapping<F extends Field> =
  & {
    readonly taskwarrior: InTaskwarrior<FieldValue<F>, Change<F>>;
    readonly vikunja: InVikunja<FieldValue<F>>;
  }
  & (F extends "comments" ? unknown : Translation<FieldValue<F>>)
  & (F extends AttributeField ? { readonly uda: Uda } : unknown);

/** How it is said on the other side, whatever is there. */
export interface Translation<Value> {
  readonly toTaskwarrior: (value: Value, saying: Saying) => Value;
  readonly toVikunja: (value: Value, saying: Saying) => Value;
}

/** As it is to be defined in the taskrc; what is of another type there is not ours. */
export interface Uda {
  readonly type: "string" | "numeric" | "date";
  readonly label: string;
}

export interface InTaskwarrior<Value, Change = Value> {
  /** Names of the attributes that the value says all of; the others are kept beside it. */
  readonly says: (raw: JsonObject, settings: TaskwarriorSettings) => readonly (string | null)[];
  /** Of an exported object; `undefined`: it is not kept there. */
  readonly read: (
    raw: JsonObject,
    settings: TaskwarriorSettings,
  ) => Value | undefined;
  /** Whether there are values that it does not hold. */
  readonly mayRefuse: boolean;
  /** `null`: annotations are written together with the link. */
  readonly write: ((attributes: Attributes, change: Change, setting: Setting) => void) | null;
}

/** What a patch says of it. */
export type Change<F extends Field> = F extends SetField ? SetPatch : FieldValue<F>;

export interface InVikunja<Value> {
  /** Of an answer; `project`: its path from the root. `undefined`: it does not say. */
  readonly read: (
    raw: JsonObject,
    project: readonly string[],
    settings: VikunjaSettings,
  ) => Value | undefined;
  /** `null`: calls of its own write it. */
  readonly column: Column<Value> | null;
}

/** A column of the task, by its name in JSON and in the `fields` of a bulk update. */
export interface Column<Value> {
  readonly name: string;
  /** As a request has it; `undefined`: it is not said there. `null`: it takes more than the value. */
  readonly write: ((value: Value, settings: VikunjaSettings) => Json | undefined) | null;
  /** It cannot be named among the fields of a bulk update, which always writes it. */
  readonly isUnnamed?: true;
}
