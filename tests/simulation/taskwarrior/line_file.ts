import { type Schema, type StoredTask, withLists } from "@tests/simulation/taskwarrior/schema.ts";
import { escaped } from "@tests/simulation/taskwarrior/show_object.ts";

/** The lines of `pending.data` and `completed.data` of 2.6, and the tasks they stand for. */
export interface LineFile {
  read(content: string): readonly StoredTask[];
  parse(line: string): StoredTask;
  compose(task: StoredTask): string;
}

/** One for each schema: a line is read once, however often it stands there. */
export function createLineFile(schema: Schema): LineFile {
  const parsed = new Map<string, StoredTask>();
  const composed = new WeakMap<StoredTask, string>();
  function parse(line: string): StoredTask {
    const known = parsed.get(line);
    if (known !== undefined) return known;
    const task = parseLine(line, schema);
    parsed.set(line, task);
    return task;
  }
  return {
    parse,
    read: (content) => content.split("\n").flatMap((line) => line === "" ? [] : [parse(line)]),
    compose(task) {
      const known = composed.get(task);
      if (known !== undefined) return known;
      const line = composeLine(task, schema);
      composed.set(task, line);
      return line;
    },
  };
}

const attribute = / ?([^:]+):"((?:[^"\\]|\\.)*)"/gs;

function parseLine(line: string, schema: Schema): StoredTask {
  if (!line.startsWith("[") || !line.endsWith("]")) {
    throw new Error(`a line of Taskwarrior's data is damaged: ${line}`);
  }
  const task = new Map<string, string>();
  for (const [, name = "", value = ""] of line.slice(1, -1).matchAll(attribute)) {
    task.set(name, unbracketed(unescaped(value)));
  }
  for (const [list, prefix] of [["tags", schema.tagPrefix], ["depends", "dep_"]] as const) {
    for (const element of (task.get(list) ?? "").split(",")) {
      if (element !== "") task.set(prefix + element, "x");
    }
  }
  return withLists(task, schema);
}

function composeLine(task: StoredTask, schema: Schema): string {
  const parts: string[] = [];
  for (const name of [...task.keys()].sort()) {
    const value = task.get(name) ?? "";
    if (value === "") continue;
    const type = schema.typeOf(name);
    const isText = type === "string" || type === null;
    parts.push(`${name}:"${isText ? bracketed(escaped(value)) : value}"`);
  }
  return `[${parts.join(" ")}]`;
}

const unescapes: Readonly<Record<string, string>> = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

function unescaped(text: string): string {
  return text.includes("\\")
    ? text.replace(/\\(.)/gs, (_, character: string) => unescapes[character] ?? character)
    : text;
}

function bracketed(text: string): string {
  return text.replaceAll("[", "&open;").replaceAll("]", "&close;");
}

function unbracketed(text: string): string {
  return text.includes("&") ? text.replaceAll("&open;", "[").replaceAll("&close;", "]") : text;
}
