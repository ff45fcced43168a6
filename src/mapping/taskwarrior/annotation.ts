import type { JsonObject } from "@/domain/json.ts";
import { ofProfile, type Profile } from "@/domain/profile.ts";
import type { Comment, Instant } from "@/domain/task.ts";
import { objectsOf, textOf } from "@/mapping/json_values.ts";
import { fromTaskwarriorDate } from "@/mapping/taskwarrior/date.ts";

export interface Annotation {
  readonly entry: Instant;
  /** As exported. */
  readonly text: string;
}

const linkForm = /^\s*vikunja_id(?:@([\w-]{1,32}))?:\s*(\d{1,15})\s*$/;
const escapedForm = /^\s*\\+vikunja_id(?:@[\w-]{1,32})?:\s*\d+\s*$/;

/** The annotations of an exported task, oldest first. */
export function annotationsOf(raw: JsonObject): readonly Annotation[] {
  return objectsOf(raw["annotations"]).flatMap(({ entry, description }): Annotation[] => {
    const at = fromTaskwarriorDate(entry);
    return at === null ? [] : [{ entry: at, text: textOf(description) }];
  }).toSorted((a, b) => a.entry < b.entry ? -1 : a.entry > b.entry ? 1 : 0);
}

/**
 * The Vikunja id that an annotation notes for this profile: `vikunja_id: N`, of a named one `vikunja_id@NAME: N`, since
 * numbers of two servers mean different tasks. `null`: it is a comment, or another profile's.
 */
export function notedId(text: string, profile: Profile): number | null {
  const match = linkForm.exec(text);
  return match === null || (match[1] ?? null) !== profile ? null : Number(match[2]);
}

export function linkAnnotation(vikunjaId: number, profile: Profile): string {
  return `${ofProfile("vikunja_id", profile)}: ${vikunjaId}`;
}

/** Of whichever profile. */
function isLink(text: string): boolean {
  return linkForm.test(text);
}

/** A comment that has the form of a link gets a backslash. */
export function commentToAnnotation(text: string): string {
  if (!isLink(text) && !escapedForm.test(text)) return text;
  return text.replace(/(?=\\*vikunja_id[@:])/, "\\");
}

function annotationToComment(text: string): string {
  return escapedForm.test(text) ? text.replace("\\", "") : text;
}

export function commentsOf(raw: JsonObject): readonly Comment[] {
  return annotationsOf(raw)
    .filter(({ text }) => !isLink(text))
    .map(({ entry, text }) => ({ id: entry, text: annotationToComment(text) }));
}
