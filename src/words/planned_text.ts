import type { Json } from "@/domain/json.ts";
import { changeText, fieldName } from "@/words/field_text.ts";
import { counted } from "@/words/words.ts";

/** `dueAt: none → "2026-12-24T…"` of a plan as `due none → 24 Dec`; what cannot be read so stays as it is. */
export function plannedText(change: string, now: Date): string {
  const comments = /^comments: \+(\d+) ~(\d+) -(\d+)$/.exec(change);
  if (comments !== null) {
    const kinds = ["added", "edited", "removed"];
    const parts = kinds.flatMap((kind, at) => {
      const count = Number(comments[at + 1]);
      return count === 0 ? [] : [`${counted(count, "comment")} ${kind}`];
    });
    return parts.join(", ");
  }
  const [, field = "", before = "", after = ""] = /^(\w+): (.+) → (.+)$/s.exec(change) ?? [];
  try {
    if (field !== "") return changeText(field, planned(before), planned(after), now);
  } catch {
    return change;
  }
  const [, name = "", rest = ""] = /^(\w+): (.+)$/s.exec(change) ?? [];
  return name === "" ? change : `${fieldName(name)} ${rest}`;
}

/** @throws {SyntaxError} it is no value. */
function planned(text: string): Json {
  return text === "none" ? null : JSON.parse(text);
}
