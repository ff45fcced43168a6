import { uuidForm } from "@/domain/uuid.ts";
import type { SetPatch } from "@/domain/field_rule.ts";
import type { Json } from "@/domain/json.ts";
import type { InTaskwarrior } from "@/mapping/field_mapping.ts";
import { textOf, uniqueSorted } from "@/mapping/json_values.ts";
import * as set from "@/mapping/taskwarrior/attributes.ts";
import { decodeTag, encodeTag } from "@/mapping/taskwarrior/tag.ts";

/** UUIDs in an attribute, with commas or spaces between them. Anything else is its user's own, and stays. */
export const parentsInTaskwarrior: InTaskwarrior<readonly string[], SetPatch> = {
  says: (raw, { attributes: { parents: name } }) =>
    name !== null && uuidsIn(raw[name]) !== undefined ? [name] : [],
  read: (raw, { attributes: { parents: name } }) => name === null ? undefined : uuidsIn(raw[name]),
  mayRefuse: false,
  write: (attributes, { add, remove }, { settings }) => {
    const { parents: name } = settings.attributes;
    const there = name === null ? undefined : uuidsIn(attributes[name]);
    if (name === null || there === undefined) return;
    const kept = there.filter((id) => !remove.includes(id));
    set.setText(attributes, name, uniqueSorted([...kept, ...add]).join(","));
  },
};

function uuidsIn(value: Json | undefined): readonly string[] | undefined {
  const words = textOf(value).toLowerCase().split(/[\s,]+/).filter((word) => word !== "");
  return words.every((word) => uuidForm.test(word)) ? uniqueSorted(words) : undefined;
}

/** A tag on each task that is a part of another one, as Vikunja has it. */
export const subtaskInTaskwarrior: InTaskwarrior<readonly string[]> = {
  says: () => [],
  read: (raw, { places }) => {
    const tag = places?.tags.subtask;
    if (tag === undefined) return undefined;
    return set.tagsOf(raw).some((each) => decodeTag(each) === tag) ? ["subtask"] : [];
  },
  mayRefuse: false,
  write: (attributes, shown, { settings }) => {
    const tag = settings.places?.tags.subtask;
    if (tag === undefined) return;
    const others = set.tagsOf(attributes).filter((each) => decodeTag(each) !== tag);
    const own = shown.length === 0 ? [] : [encodeTag(tag, settings.tagRules)];
    set.setList(attributes, "tags", [...others, ...own]);
  },
};
