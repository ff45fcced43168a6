import type { AttributeField, Field } from "@/domain/fields.ts";
import type { Instant } from "@/domain/instant.ts";
import { jsonEqual, type JsonObject } from "@/domain/json.ts";
import { counterparts } from "@/mapping/counterparts.ts";
import { askedMappings } from "@/mapping/asked_fields.ts";
import type {
  FieldMapping,
  InTaskwarrior,
  InVikunja,
  Saying,
  Translation,
} from "@/mapping/field_mapping.ts";
import { objectsOf, textOf, uniqueSorted } from "@/mapping/json_values.ts";
import { levelOf, numberOf } from "@/mapping/priority_mapping.ts";
import { commentsOf } from "@/mapping/taskwarrior/annotation.ts";
import * as set from "@/mapping/taskwarrior/attributes.ts";
import { fromTaskwarriorDate, isTaskwarriorDate } from "@/mapping/taskwarrior/date.ts";
import { decodeProject, encodeProject } from "@/mapping/taskwarrior/project.ts";
import { statusOf } from "@/mapping/taskwarrior/status.ts";
import { decodeTag } from "@/mapping/taskwarrior/tag.ts";
import { taskwarriorText } from "@/mapping/taskwarrior/text.ts";
import { blockersOf, commentsIn } from "@/mapping/vikunja/elements.ts";
import { instantOf, zeroDate } from "@/mapping/vikunja/date.ts";

/** A date beyond what Taskwarrior can hold is none there. */
const dates: Translation<Instant | null> = {
  toTaskwarrior: (at) => at !== null && isTaskwarriorDate(at) ? at : null,
  toVikunja: same,
};

/** What corresponds to what, field by field: the table of the README. */
export const fieldMappings: { readonly [F in Field]: FieldMapping<F> } = {
  title: {
    toTaskwarrior: titleForTaskwarrior,
    toVikunja: titleForVikunja,
    taskwarrior: {
      says: () => ["description"],
      read: (raw) => textOf(raw["description"]),
      mayRefuse: true,
      write: set.setTitle,
    },
    vikunja: {
      read: (raw) => textOf(raw["title"]),
      column: { name: "title", write: same },
    },
  },
  notes: {
    toTaskwarrior: (html, { markup }) =>
      html === "" ? "" : taskwarriorText(markup().htmlToMarkdown(html)),
    toVikunja: (text, { markup }) => text === "" ? "" : markup().markdownToHtml(text),
    uda: { type: "string", label: "Notes" },
    taskwarrior: {
      ...ownAttribute("notes"),
      read: (raw, { attributes }) => textOf(raw[attributes.notes ?? ""]),
      mayRefuse: false,
      write: (attributes, text, { settings }) =>
        set.setText(attributes, settings.attributes.notes, text),
    },
    vikunja: {
      read: (raw) => textOf(raw["description"]),
      column: { name: "description", write: same },
    },
  },
  project: {
    toTaskwarrior: (path, { defaultProject, rules }) =>
      rules.projects.toTaskwarrior(path) ?? (jsonEqual(path, defaultProject) ? [] : path),
    toVikunja: projectForVikunja,
    taskwarrior: {
      says: () => ["project"],
      read: (raw) => decodeProject(textOf(raw["project"])),
      mayRefuse: false,
      write: (attributes, path) => set.setText(attributes, "project", encodeProject(path) ?? ""),
    },
    vikunja: {
      read: (_, path) => path,
      column: { name: "project_id", write: null },
    },
  },
  labels: {
    toTaskwarrior: uniqueSorted,
    toVikunja: uniqueSorted,
    taskwarrior: {
      says: () => ["tags"],
      read: (raw) => uniqueSorted(set.tagsOf(raw).map(decodeTag)),
      mayRefuse: false,
      write: set.setTags,
    },
    vikunja: {
      read: (raw) => uniqueSorted(objectsOf(raw["labels"]).map((label) => textOf(label["title"]))),
      column: null,
    },
  },
  priority: {
    toTaskwarrior: (priority, { rules }) => levelOf(priority, rules.priority),
    toVikunja: (level, { rules }) => numberOf(level, rules.priority),
    taskwarrior: {
      says: (raw) => set.priorityOf(raw["priority"]) > 0 ? ["priority"] : [],
      read: (raw) => set.priorityOf(raw["priority"]),
      mayRefuse: false,
      write: set.setPriority,
    },
    vikunja: {
      read: (raw) => Number(raw["priority"] ?? 0),
      column: { name: "priority", write: same },
    },
  },
  dueAt: { ...dates, taskwarrior: dateIn("due"), vikunja: dateColumn("due_date") },
  scheduledAt: { ...dates, taskwarrior: dateIn("scheduled"), vikunja: dateColumn("start_date") },
  endsAt: {
    ...dates,
    uda: { type: "date", label: "Ends" },
    taskwarrior: dateAttribute("endsAt"),
    vikunja: dateColumn("end_date"),
  },
  progress: {
    toTaskwarrior: Math.round,
    toVikunja: same,
    uda: { type: "numeric", label: "Progress" },
    taskwarrior: numberAttribute("progress"),
    vikunja: {
      read: (raw) => decimal(Number(raw["percent_done"] ?? 0) * 100),
      column: { name: "percent_done", write: (percent) => decimal(percent / 100) },
    },
  },
  ...askedMappings,
  done: {
    toTaskwarrior: same,
    toVikunja: same,
    taskwarrior: {
      says: (raw) => statusOf(raw) === "done" ? ["status", "end"] : ["status"],
      read: (raw) => statusOf(raw) === "done",
      mayRefuse: false,
      write: set.setDone,
    },
    vikunja: {
      read: (raw) => raw["done"] === true,
      column: { name: "done", write: same },
    },
  },
  depends: {
    toTaskwarrior: (ids, saying) => counterparts(ids, "taskwarrior", saying),
    toVikunja: (ids, saying) => counterparts(ids, "vikunja", saying),
    taskwarrior: {
      says: () => ["depends"],
      read: (raw) => uniqueSorted(set.listOf(raw["depends"])),
      mayRefuse: false,
      write: set.setDepends,
    },
    vikunja: { read: blockersOf, column: null },
  },
  comments: {
    taskwarrior: { says: () => ["annotations"], read: commentsOf, mayRefuse: false, write: null },
    vikunja: { read: commentsIn, column: null },
  },
  assignees: {
    toTaskwarrior: uniqueSorted,
    toVikunja: uniqueSorted,
    uda: { type: "string", label: "Assignees" },
    taskwarrior: {
      ...ownAttribute("assignees"),
      read: (raw, { attributes }) =>
        uniqueSorted(textOf(raw[attributes.assignees ?? ""]).split(/[,\s]+/).filter(Boolean)),
      mayRefuse: false,
      write: (attributes, names, { settings }) =>
        set.setText(attributes, settings.attributes.assignees, names.join(", ")),
    },
    vikunja: {
      read: (raw) =>
        uniqueSorted(
          objectsOf(raw["assignees"]).map((user) => textOf(user["username"])).filter(Boolean),
        ),
      column: null,
    },
  },
};

function same<T>(value: T): T {
  return value;
}

/** Without what binary fractions add at their end. */
function decimal(value: number): number {
  return Number(value.toPrecision(15));
}

function ownAttribute(field: AttributeField): Pick<InTaskwarrior<unknown>, "says"> {
  return { says: (_, { attributes }) => [attributes[field]] };
}

function dateIn(name: string): InTaskwarrior<Instant | null> {
  return {
    says: () => [name],
    read: (raw) => fromTaskwarriorDate(raw[name]),
    mayRefuse: true,
    write: (attributes, at, setting) => set.setDate(attributes, name, at, setting),
  };
}

/** One of the user's. */
function dateAttribute(field: "endsAt"): InTaskwarrior<Instant | null> {
  return {
    ...ownAttribute(field),
    read: (raw, { attributes }) => {
      const name = attributes[field];
      return name === null ? undefined : fromTaskwarriorDate(raw[name]);
    },
    mayRefuse: true,
    write: (attributes, at, setting) => {
      const name = setting.settings.attributes[field];
      if (name !== null) set.setDate(attributes, name, at, setting);
    },
  };
}

/** What is no number is its user's own, and stays where none is asked for; 0 is written as none. */
function numberAttribute(field: "progress"): InTaskwarrior<number> {
  const numberIn = (raw: JsonObject, name: string) => {
    const value = textOf(raw[name]);
    return value !== "" && Number.isFinite(Number(value)) ? Number(value) : null;
  };
  return {
    says: (raw, { attributes }) => {
      const name = attributes[field];
      return name === null || numberIn(raw, name) === null ? [] : [name];
    },
    read: (raw, { attributes }) => {
      const name = attributes[field];
      return name === null ? undefined : numberIn(raw, name) ?? 0;
    },
    mayRefuse: false,
    write: (attributes, value, { settings }) => {
      const name = settings.attributes[field];
      if (name === null) return;
      if (value !== 0) attributes[name] = value;
      else if (numberIn(attributes, name) !== null) delete attributes[name];
    },
  };
}

function dateColumn(name: string): InVikunja<Instant | null> {
  return {
    read: (raw) => instantOf(raw[name]),
    column: { name, write: (at: Instant | null) => at ?? zeroDate },
  };
}

function projectForVikunja(
  path: readonly string[],
  { defaultProject, projects, rules }: Saying,
): readonly string[] {
  if (path.length === 0) return defaultProject;
  const named = rules.projects.toVikunja(path) ?? path;
  return projects?.nearest(named) ?? named;
}

const untitled = "(untitled)";

function titleForTaskwarrior(title: string, { vikunjaId }: Saying): string {
  const text = taskwarriorText(title);
  if (text.trim() !== "") return text;
  return vikunjaId === null ? untitled : `(untitled #${vikunjaId})`;
}

function titleForVikunja(title: string): string {
  return title.trim() === "" ? untitled : title;
}
