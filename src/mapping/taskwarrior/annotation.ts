import type { JsonObject } from "@/domain/json.ts";
import type { Comment, Instant } from "@/domain/task.ts";
import { objectsOf, textOf } from "@/mapping/json_values.ts";
import { fromTaskwarriorDate } from "@/mapping/taskwarrior/date.ts";

export interface Annotation {
  readonly entry: Instant;
  /** As exported. */
  readonly text: string;
}

const linkForm = /^\s*vikunja_id:\s*(\d{1,15})\s*$/;
const escapedForm = /^\s*\\+vikunja_id:\s*\d+\s*$/;

/** The annotations of an exported task, oldest first. */
export function annotationsOf(raw: JsonObject): readonly Annotation[] {
  return objectsOf(raw["annotations"]).flatMap(({ entry, description }): Annotation[] => {
    const at = fromTaskwarriorDate(entry);
    return at === null ? [] : [{ entry: at, text: textOf(description) }];
  }).toSorted((a, b) => a.entry < b.entry ? -1 : a.entry > b.entry ? 1 : 0);
}

/** The Vikunja id that an annotation of the form `vikunja_id: N` notes; `null`: it is a comment. */
export function notedId(text: string): number | null {
  const match = linkForm.exec(text);
  return match === null ? null : Number(match[1]);
}

export function linkAnnotation(vikunjaId: number): string {
  return `vikunja_id: ${vikunjaId}`;
}

/** A comment that has the form of a link gets a backslash. */
export function commentToAnnotation(text: string): string {
  if (notedId(text) === null && !escapedForm.test(text)) return text;
  return text.replace(/(?=\\*vikunja_id:)/, "\\");
}

function annotationToComment(text: string): string {
  return escapedForm.test(text) ? text.replace("\\", "") : text;
}

export function commentsOf(raw: JsonObject): readonly Comment[] {
  return annotationsOf(raw)
    .filter(({ text }) => notedId(text) === null)
    .map(({ entry, text }) => ({ id: entry, text: annotationToComment(text) }));
}
