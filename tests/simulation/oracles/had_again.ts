import type { MappingConfig } from "@/config/mapping_config.ts";
import type { SyncEvent } from "@/domain/events.ts";
import { isOneOf, scalarFields } from "@/domain/fields.ts";
import type { Json } from "@/domain/json.ts";
import type { Push } from "@/domain/push.ts";
import type { Log } from "@/ports/log.ts";
import type { Edit } from "@tests/simulation/oracles/edits.ts";
import { isSame, shownAs } from "@tests/simulation/oracles/same_value.ts";
import type { Rename } from "@tests/simulation/vikunja/history.ts";

interface Context {
  readonly mapping: MappingConfig;
  readonly renames: readonly Rename[];
}

/** What people did that somebody has had taken back need not stay; what goes with that is deleted by a person's word. */
export function withoutHadAgain(
  edits: readonly Edit[],
  { store }: Log,
  context: Context,
): readonly Edit[] {
  const events = store.readAll(0, 1_000_000);
  const taken = events.flatMap(({ streamId, event }) =>
    isTakingBack(event) ? [{ streamId, event }] : []
  );
  if (taken.length === 0) return edits;
  const idsOf = idsByStream(events);
  const isOf = (streamId: string, { side, id }: Edit) =>
    side === "taskwarrior" ? id === streamId : idsOf.get(streamId)?.has(id) === true;
  const gone = taken.filter(({ event }) => event.data.push.kind === "delete")
    .map(({ streamId }): Edit => ({
      side: "taskwarrior",
      id: streamId,
      atMs: Number.MAX_SAFE_INTEGER,
      because: "taken back",
      isMeant: false,
      kind: "deleted",
    }));
  const left = edits.map((edit) =>
    edit.isMeant &&
      taken.some(({ streamId, event }) =>
        isOf(streamId, edit) && isTaken(event.data.push, edit, context)
      )
      ? { ...edit, isMeant: false }
      : edit
  );
  return [...left, ...gone];
}

type TakingBack = Extract<SyncEvent, { type: "PushRequested" }>;

function isTakingBack(event: SyncEvent): event is TakingBack {
  const kinds = ["undo", "redo", "restore"];
  return event.type === "PushRequested" && kinds.includes(event.data.operation?.kind ?? "");
}

function idsByStream(
  events: readonly { readonly streamId: string; readonly event: SyncEvent }[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const ids = new Map<string, Set<string>>();
  for (const { streamId, event } of events) {
    if (event.type !== "TaskLinked") continue;
    ids.set(streamId, (ids.get(streamId) ?? new Set()).add(String(event.data.vikunjaId)));
  }
  return ids;
}

function isTaken(push: Push, edit: Edit, { mapping, renames }: Context): boolean {
  if (push.kind === "delete") return true;
  if (push.kind === "create") return edit.kind === "deleted";
  if (!("field" in edit)) return false;
  const { patch, expected } = push;
  if (edit.kind === "set") {
    return Object.entries(expected).some(([field, value]) =>
      isOneOf(scalarFields, field) && (shownAs[field] ?? field) === edit.field &&
      (edit.field === "notes" || isSame(edit.field, value as Json, edit.value, mapping))
    );
  }
  if (edit.field === "labels") {
    const elements = edit.kind === "put" ? patch.labels?.remove : patch.labels?.add;
    // Renaming a label says nothing about a task that it is taken from under its old title.
    const titles = edit.because === "rename label" && edit.kind === "put"
      ? renames.filter(({ of, to }) => of === "label" && to === edit.element)
        .map(({ from }) => from)
      : [];
    return [edit.element, ...titles].some((title) => elements?.includes(title) === true);
  }
  const texts = edit.kind === "put"
    ? Object.values(expected.comments ?? {})
    : [...patch.comments?.add ?? [], ...patch.comments?.edit ?? []].map(({ text }) => text);
  return texts.some((text) => text.replace(/<[^>]*>/g, "").trim() === edit.element);
}
