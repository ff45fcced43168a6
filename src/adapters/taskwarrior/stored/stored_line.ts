import { buffers } from "@system/buffers.ts";
import { textOf as storedText } from "@/adapters/taskwarrior/stored/stored_text.ts";

/**
 * A task as Taskwarrior 2.6 holds it in memory: attributes by name, with values as it stores them. All text is
 * bytes, one a character, so that what is no UTF-8 stays as it is and names sort as Taskwarrior sorts them.
 */
export type StoredTask = ReadonlyMap<string, string>;

/** How an attribute's value is written; those without a column count as text. */
export type TypeOf = (name: string) => "string" | "date" | "numeric" | "duration";

/** A line of `pending.data` or `completed.data` as 2.6 reads it; `null`: not in the form that it writes. */
export function parseLine(line: string): StoredTask | null {
  if (!line.startsWith("[") || !line.endsWith("]")) return null;
  const attributes = new Map<string, string>();
  let at = 1;
  while (at < line.length - 1) {
    const colon = line.indexOf(':"', at);
    const name = line.slice(at, colon);
    if (colon < 0 || name === "" || name.includes(":")) return null;
    const end = endOfQuoted(line, colon + 2);
    if (end === null) return null;
    attributes.set(name, unbracketed(unescaped(line.slice(colon + 2, end))));
    at = line[end + 1] === " " ? end + 2 : end + 1;
  }
  return withLists(attributes);
}

/** The line that 2.6 writes for a task. */
export function composeLine(task: StoredTask, typeOf: TypeOf): string {
  const parts = inOrder(task).filter(([, value]) => value !== "").map(([name, value]) =>
    `${name}:"${typeOf(name) === "string" ? bracketed(escaped(value)) : value}"`
  );
  return `[${parts.join(" ")}]`;
}

/** In the order in which 2.6 goes through the attributes. */
export function inOrder(task: StoredTask): readonly (readonly [string, string])[] {
  return [...task].sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0);
}

/** `tags` and `depends` say the same as the attributes of each element. */
export function withLists(task: StoredTask): StoredTask {
  const attributes = new Map(task);
  for (const [list, prefix] of lists) {
    for (const element of (attributes.get(list) ?? "").split(",")) {
      if (element !== "") attributes.set(prefix + element, "x");
    }
    const elements = elementsOf(attributes, prefix);
    if (elements.length === 0) attributes.delete(list);
    else attributes.set(list, elements.join(","));
  }
  return attributes;
}

export const lists = [["tags", "tags_"], ["depends", "dep_"]] as const;

export function elementsOf(task: StoredTask, prefix: string): readonly string[] {
  return inOrder(task).flatMap(([name]) =>
    name.startsWith(prefix) ? [name.slice(prefix.length)] : []
  );
}

/** Text as bytes, one a character. */
export function bytesOfText(text: string): string {
  return buffers().from(text, "utf8").toString("latin1");
}

/** The other way round. */
export function textOfBytes(bytes: string): string {
  return storedText(buffers().from(bytes, "latin1"));
}

function endOfQuoted(line: string, from: number): number | null {
  for (let at = from; at < line.length; at++) {
    if (line[at] === "\\") at += 1;
    else if (line[at] === '"') return at;
  }
  return null;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "/": "\\/",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};
const unescapes = new Map(Object.entries(escapes).map(([character, as]) => [as[1], character]));

export function escaped(text: string): string {
  return text.replace(/["\\/\b\f\n\r\t]/g, (character) => escapes[character] ?? character);
}

/** An escape that it does not know stays. */
function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (all, unit?: string, character?: string) => {
    if (unit !== undefined) return bytesOfUnit(Number.parseInt(unit, 16));
    return unescapes.get(character) ?? all;
  });
}

/** One UTF-16 unit as UTF-8, half of a pair too. */
function bytesOfUnit(unit: number): string {
  const bytes = unit < 0x80
    ? [unit]
    : unit < 0x800
    ? [0xc0 | unit >> 6, 0x80 | unit & 0x3f]
    : [0xe0 | unit >> 12, 0x80 | unit >> 6 & 0x3f, 0x80 | unit & 0x3f];
  return String.fromCharCode(...bytes);
}

function bracketed(text: string): string {
  return text.replaceAll("[", "&open;").replaceAll("]", "&close;");
}

function unbracketed(text: string): string {
  return text.includes("&") ? text.replaceAll("&open;", "[").replaceAll("&close;", "]") : text;
}
