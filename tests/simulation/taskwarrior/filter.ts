import type { JsonObject } from "@/domain/json.ts";

/**
 * Whether a filter takes the task as `task export` shows it: words that all have to hold, as far as they are simulated
 * (`+next`, `-work`, `project:House`, `priority:H`, `priority:`).
 */
export function isTakenBy(words: readonly string[], task: JsonObject): boolean {
  return words.every((word) => holds(word, task));
}

function holds(word: string, task: JsonObject): boolean {
  const tags = Array.isArray(task["tags"]) ? task["tags"] : [];
  const [, sign, tag = ""] = /^([+-])(\w+)$/.exec(word) ?? [];
  if (sign !== undefined) return tags.includes(tag) === (sign === "+");
  const [, name = "", value = ""] = /^(project|priority):(.*)$/.exec(word) ?? [];
  const its = typeof task[name] === "string" ? task[name] : "";
  switch (name) {
    case "project":
      return its === value || its.startsWith(`${value}.`);
    case "priority":
      return its === value;
  }
  throw new Error(`not simulated: the filter ${word}`);
}
