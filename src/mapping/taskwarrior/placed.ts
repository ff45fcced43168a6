import { readColour } from "@/domain/written_values.ts";
import { readReminders } from "@/domain/reminders.ts";
import type { PlacedField } from "@/domain/fields.ts";
import type { JsonObject } from "@/domain/json.ts";
import type { InTaskwarrior } from "@/mapping/field_mapping.ts";
import { textOf } from "@/mapping/json_values.ts";
import * as set from "@/mapping/taskwarrior/attributes.ts";
import { decodeTag, encodeTag } from "@/mapping/taskwarrior/tag.ts";
import type { TaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import { taskwarriorText } from "@/mapping/taskwarrior/text.ts";

/** How a value is written as a text; the empty text is none. */
interface TextForm<Value> {
  /** `undefined`: the text is its user's own, and stays; nothing is decided on it. */
  readonly read: (text: string) => Value | undefined;
  readonly write: (value: Value) => string;
}

export const favouriteForm: TextForm<boolean> = {
  read: (text) => !/^(|no|false|off|0)$/i.test(text),
  write: (value) => value ? "yes" : "",
};

export const colourForm: TextForm<string> = {
  read: (text) => text === "" ? "" : readColour(text) ?? undefined,
  write: (colour) => colour,
};

export const remindersForm: TextForm<readonly string[]> = {
  read: (text) => readReminders(text) ?? undefined,
  write: (words) => words.join(" "),
};

export const bucketForm: TextForm<string> = { read: (text) => text, write: (title) => title };

/** The value in the attribute, or the tag, that the settings name; without one it is not kept. */
export function placed<Value>(field: PlacedField, form: TextForm<Value>): InTaskwarrior<Value> {
  const textIn = (raw: JsonObject, settings: TaskwarriorSettings): string | null => {
    const { attributes, places } = settings;
    const attribute = attributes[field];
    if (attribute !== null) return textOf(raw[attribute]);
    const tag = places?.tags[field];
    return tag === undefined ? null : textInTags(raw, field, tag);
  };
  return {
    says: (raw, settings) => {
      const name = settings.attributes[field];
      return name !== null && form.read(textOf(raw[name])) !== undefined ? [name] : [];
    },
    read: (raw, settings) => {
      const text = textIn(raw, settings);
      return text === null ? undefined : form.read(text);
    },
    mayRefuse: false,
    write: (attributes, value, { settings }) => {
      const text = taskwarriorText(form.write(value));
      const name = settings.attributes[field];
      const tag = settings.places?.tags[field];
      if (name !== null) set.setText(attributes, name, text);
      else if (tag !== undefined) setTagText(attributes, field, { tag, text, settings });
    },
  };
}

/** Whether a tag is there or not says all of it. */
const plainTags: readonly PlacedField[] = ["favourite"];

/** Whether a label's title is that of a tag with this field's value. */
export function isTagOf(field: PlacedField, tag: string, title: string): boolean {
  return plainTags.includes(field) ? title === tag : title.startsWith(`${tag}.`);
}

function textInTags(raw: JsonObject, field: PlacedField, tag: string): string {
  const title = set.tagsOf(raw).map(decodeTag).find((each) => isTagOf(field, tag, each));
  if (title === undefined) return "";
  return plainTags.includes(field) ? "yes" : title.slice(tag.length + 1);
}

function setTagText(
  attributes: set.Attributes,
  field: PlacedField,
  { tag, text, settings }: {
    readonly tag: string;
    readonly text: string;
    readonly settings: TaskwarriorSettings;
  },
): void {
  const tags = set.tagsOf(attributes);
  const title = plainTags.includes(field) ? tag : `${tag}.${text}`;
  const others = tags.filter((each) => !isTagOf(field, tag, decodeTag(each)));
  const own = tags.filter((each) => decodeTag(each) === title).slice(0, 1);
  const added = own.length > 0 ? own : [encodeTag(title, settings.tagRules)];
  set.setList(attributes, "tags", text === "" ? others : [...others, ...added]);
}
