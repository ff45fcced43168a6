import { secondAt } from "@/domain/instant.ts";
import type { CommentPatch } from "@/domain/push.ts";
import type { Instant } from "@/domain/task.ts";
import {
  type Annotation,
  annotationsOf,
  commentToAnnotation,
  linkAnnotation,
  notedId,
} from "@/mapping/taskwarrior/annotation.ts";
import type { Attributes } from "@/mapping/taskwarrior/attributes.ts";
import { isTaskwarriorDate, toTaskwarriorDate } from "@/mapping/taskwarrior/date.ts";
import type { TaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import { taskwarriorText } from "@/mapping/taskwarrior/text.ts";

interface Noting {
  readonly link: number | null;
  readonly settings: TaskwarriorSettings;
  readonly now: Instant;
  /** An earlier attempt may have annotated from then on, to the second; `null`: there was none. */
  readonly repeatedSince: Instant | null;
  /** Entries that an earlier attempt did not make. */
  readonly linked: readonly Instant[];
}

/**
 * Changes the annotations, each known by its `entry`. New ones get an `entry` of their own: recorded, an
 * import moves equal ones by a second each. What an earlier attempt has added is taken as it is.
 */
export function annotate(
  attributes: Attributes,
  change: CommentPatch | undefined,
  { link, settings, now, repeatedSince, linked }: Noting,
): readonly { readonly from: string; readonly to: Instant }[] {
  const texts = new Map(annotationsOf(attributes).map(({ entry, text }) => [entry, text]));
  for (const id of change?.remove ?? []) texts.delete(id);
  for (const { id, text } of change?.edit ?? []) {
    if (texts.has(id)) texts.set(id, written(text));
  }
  const arrived = repeatedSince === null
    ? []
    : [...texts].filter(([entry]) =>
      Date.parse(entry) >= wholeSecond(repeatedSince) && !linked.includes(entry)
    );
  const comments = (change?.add ?? []).map(({ from, text, writtenAt }) => {
    const at = arrived.findIndex((annotation) => annotation[1] === written(text));
    const [earlier] = at < 0 ? [] : arrived.splice(at, 1);
    if (earlier !== undefined) return { from, to: earlier[0] };
    const to = freeFrom(
      texts,
      writtenAt !== null && isTaskwarriorDate(writtenAt) ? writtenAt : now,
    );
    texts.set(to, written(text));
    return { from, to };
  });
  if (link !== null) noteLink(attributes, texts, link, { settings, now });
  store(attributes, [...texts].map(([entry, text]) => ({ entry, text })));
  return comments;
}

/** In place of one that names another task. */
function noteLink(
  attributes: Attributes,
  texts: Map<Instant, string>,
  link: number,
  { settings, now }: Pick<Noting, "settings" | "now">,
): void {
  switch (settings.link.kind) {
    case "none":
      return;
    case "uda":
      attributes[settings.link.name] = String(link);
      return;
    case "annotation": {
      const { profile = null } = settings;
      const noted = [...texts].filter(([, text]) => notedId(text, profile) !== null);
      for (const [entry] of noted.slice(1)) texts.delete(entry);
      const entry = noted[0]?.[0] ?? freeFrom(texts, now);
      if (notedId(noted[0]?.[1] ?? "", profile) !== link) {
        texts.set(entry, linkAnnotation(link, profile));
      }
    }
  }
}

/** The next free second; at the end of what Taskwarrior can hold, the one before. */
function freeFrom(texts: ReadonlyMap<Instant, string>, wanted: Instant): Instant {
  for (const step of [1000, -1000]) {
    let at = wanted;
    while (texts.has(at)) at = movedBy(at, step);
    if (isTaskwarriorDate(at)) return at;
  }
  return wanted;
}

function wholeSecond(at: Instant): number {
  return Math.floor(Date.parse(at) / 1000) * 1000;
}

function movedBy(at: Instant, ms: number): Instant {
  return secondAt(Date.parse(at) + ms);
}

function written(text: string): string {
  return commentToAnnotation(taskwarriorText(text));
}

function store(attributes: Attributes, annotations: readonly Annotation[]): void {
  if (annotations.length === 0) {
    delete attributes["annotations"];
    return;
  }
  attributes["annotations"] = annotations
    .toSorted((a, b) => a.entry < b.entry ? -1 : 1)
    .map(({ entry, text }) => ({ entry: toTaskwarriorDate(entry), description: text }));
}
