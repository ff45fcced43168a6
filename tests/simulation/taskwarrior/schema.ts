/** A task as Taskwarrior holds it: attributes by name, dates as seconds since 1970, `uuid` among them; never changed. */
export type StoredTask = ReadonlyMap<string, string>;

export type Line = "2" | "3";
export type AttributeType = "string" | "date" | "numeric" | "duration";

/** Which attributes a version knows, and how it names the elements of its lists. */
export interface Schema {
  readonly line: Line;
  /** `null`: of no column; kept as text. */
  typeOf(attribute: string): AttributeType | null;
  readonly tagPrefix: "tags_" | "tag_";
}

const columns: Readonly<Record<string, AttributeType>> = {
  depends: "string",
  description: "string",
  due: "date",
  end: "date",
  entry: "date",
  id: "numeric",
  imask: "numeric",
  last: "numeric",
  mask: "string",
  modified: "date",
  parent: "string",
  priority: "string",
  project: "string",
  recur: "duration",
  rtype: "string",
  scheduled: "date",
  start: "date",
  status: "string",
  tags: "string",
  template: "string",
  until: "date",
  urgency: "numeric",
  uuid: "string",
  wait: "date",
};

/** With the UDAs that the configuration defines. */
export function schemaOf(line: Line, settings: ReadonlyMap<string, string>): Schema {
  const types = new Map<string, AttributeType>(Object.entries(columns));
  for (const [name, value] of settings) {
    const uda = /^uda\.(.+)\.type$/.exec(name)?.[1];
    if (uda === undefined || types.has(uda)) continue;
    const isOther = value === "date" || value === "numeric" || value === "duration";
    types.set(uda, isOther ? value : "string");
  }
  return {
    line,
    typeOf: (attribute) => types.get(attribute) ?? null,
    tagPrefix: line === "2" ? "tags_" : "tag_",
  };
}

/** Names of the elements of a list, in order. */
export function elementsOf(task: StoredTask, prefix: string): readonly string[] {
  const elements: string[] = [];
  for (const name of task.keys()) {
    if (name.startsWith(prefix)) elements.push(name.slice(prefix.length));
  }
  return elements.length > 1 ? elements.sort() : elements;
}

/** With `tags` and `depends` as their elements say. */
export function withLists(task: Map<string, string>, { tagPrefix }: Schema): Map<string, string> {
  putList(task, "tags", tagPrefix);
  putList(task, "depends", "dep_");
  return task;
}

function putList(task: Map<string, string>, list: string, prefix: string): void {
  const elements = elementsOf(task, prefix);
  if (elements.length === 0) task.delete(list);
  else task.set(list, elements.join(","));
}

/** Whether two say the same, as Taskwarrior sees it: attributes without a value count. */
export function sameTask(a: StoredTask, b: StoredTask): boolean {
  if (a.size !== b.size) return false;
  for (const [name, value] of a) {
    if (name !== "uuid" && (b.get(name) ?? "") !== value) return false;
  }
  return true;
}

export function has(task: StoredTask, name: string): boolean {
  return (task.get(name) ?? "") !== "";
}
