import type { JsonObject } from "@/domain/json.ts";
import { patchOfCreate, type Push } from "@/domain/push.ts";
import type { Instant } from "@/domain/task.ts";
import { objectsOf, textOf } from "@/mapping/json_values.ts";
import { notedId } from "@/mapping/taskwarrior/annotation.ts";
import { annotate } from "@/mapping/taskwarrior/annotate.ts";
import { setAttributes } from "@/mapping/fold_fields.ts";
import type { Attributes } from "@/mapping/taskwarrior/attributes.ts";
import { toTaskwarriorDate } from "@/mapping/taskwarrior/date.ts";
import type { TaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";

interface TaskwarriorWrite {
  readonly uuid: string;
  /** As exported just before; `null`: there is none of this UUID. */
  readonly current: JsonObject | null;
  readonly push: Exclude<Push, { kind: "delete" }>;
  /** Vikunja id to note on the task; `null`: leave as it is. */
  readonly link: number | null;
  /** Whole seconds, this machine's clock. */
  readonly now: Instant;
  /** When the push was first tried, where an earlier attempt may have arrived; `null`: there was none. */
  readonly repeatedSince: Instant | null;
  /** Entries of the annotations that are known as comments: none of an earlier attempt. */
  readonly linkedComments: readonly Instant[];
}

export interface TaskwarriorObject {
  /** What `task import` takes. */
  readonly object: JsonObject;
  /** The `entry` that each added comment gets. */
  readonly comments: readonly { readonly from: string; readonly to: Instant }[];
  /** What Taskwarrior cannot hold, in words. */
  readonly leftOut: readonly string[];
}

/**
 * The whole object to import: the current one with the push in it and every other attribute kept. A create
 * over a current one (deleted, say) makes all fields what the push says, and keeps the rest.
 */
export function applyToTaskwarrior(
  write: TaskwarriorWrite,
  settings: TaskwarriorSettings,
): TaskwarriorObject {
  const { push, now, repeatedSince } = write;
  const leftOut: string[] = [];
  const attributes = startFrom(write);
  const patch = push.kind === "update" ? push.patch : patchOfCreate(push);
  setAttributes(attributes, { settings, patch, now, leftOut });
  const link = write.link ?? patch.link ?? null;
  const comments = annotate(attributes, patch.comments, {
    link,
    settings,
    now,
    repeatedSince,
    linked: write.linkedComments,
  });
  // Recorded: `recur` without `due` crashes 2.6.2, and 3.5.0 takes it away itself.
  if (!("due" in attributes)) delete attributes["recur"];
  return { object: attributes, comments, leftOut };
}

/** The object to import for a deletion: all attributes stay, as Taskwarrior itself does it. */
export function deletedInTaskwarrior(current: JsonObject, now: Instant): JsonObject {
  return { ...withoutMoving(current), status: "deleted", end: toTaskwarriorDate(now) };
}

/** The object to import without the Vikunja id that is noted on it; `null`: none is. */
export function withoutLink(
  current: JsonObject,
  { link, profile = null }: Pick<TaskwarriorSettings, "link" | "profile">,
): JsonObject | null {
  const left = withoutMoving(current);
  const annotations = objectsOf(current["annotations"]);
  const kept = annotations.filter(({ description }) =>
    notedId(textOf(description), profile) === null
  );
  const isNoted = kept.length < annotations.length;
  if (kept.length === 0) delete left["annotations"];
  else if (isNoted) left["annotations"] = kept;
  const isInUda = link.kind === "uda" && Object.hasOwn(left, link.name);
  if (isInUda) delete left[link.name];
  return isNoted || isInUda ? left : null;
}

function startFrom({ uuid, current, push, now }: TaskwarriorWrite): Attributes {
  if (push.kind === "update") return { uuid, ...withoutMoving(current ?? {}) };
  const { annotations: _, depends: __, tags: ___, end: ____, ...kept } = withoutMoving(
    current ?? push.extra ?? {},
  );
  return { entry: toTaskwarriorDate(now), ...kept, uuid, status: "pending" };
}

/** `modified` is Taskwarrior's to set, `id` and `urgency` are no attributes. */
function withoutMoving(raw: JsonObject): Attributes {
  const { modified: _, urgency: __, id: ___, ...kept } = raw;
  return kept;
}
