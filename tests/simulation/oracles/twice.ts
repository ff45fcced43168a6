import type { Side } from "@/domain/task.ts";
import type { Log } from "@/ports/log.ts";
import type { HeldTask } from "@tests/simulation/vikunja/held.ts";
import type { Rename } from "@tests/simulation/vikunja/history.ts";
import type { Edit, ShownTasks } from "@tests/simulation/oracles/edits.ts";

/** Both sides when all is calm, and what people did to come there. */
interface Counted {
  readonly log: Log;
  readonly taskwarrior: ShownTasks;
  readonly vikunja: ShownTasks;
  readonly edits: readonly Edit[];
}

/**
 * No task twice: of all that was ever linked with each other, no more are there on a side than people made. What an
 * attempt left that nobody knew of any more is one that nobody made.
 */
export function faultsOfTwice(counted: Counted): readonly string[] {
  const groups = groupsOf(counted.log);
  const groupOf = (side: Side, id: string) => groups.get(`${side} ${id}`) ?? `${side} ${id}`;
  const made = new Map<string, number>();
  for (const { kind, side, id } of counted.edits) {
    if (kind !== "made") continue;
    const group = groupOf(side, id);
    made.set(group, (made.get(group) ?? 0) + 1);
  }
  return (["taskwarrior", "vikunja"] as const).flatMap((side) => {
    const there = Map.groupBy(counted[side].keys(), (id) => groupOf(side, id));
    return [...there].filter(([group, ids]) => ids.length > (made.get(group) ?? 0))
      .map(([group, ids]) => {
        const titles = ids.map((id) => `«${counted[side].get(id)?.title}»`).join(", ");
        return `twice: ${titles} in ${side}, and people made ${made.get(group) ?? 0}`;
      });
  });
}

/** No task has two labels of one title, unless somebody gave one of them that title. */
export function faultsOfTwinLabels(
  tasks: readonly HeldTask[],
  renames: readonly Rename[],
): readonly string[] {
  return tasks.flatMap(({ title, labels }) =>
    labels.filter((label, at) =>
      labels.indexOf(label) !== at &&
      !renames.some(({ of, to }) => of === "label" && to === label)
    ).map((label) => `twice: the label «${label}» on «${title}»`)
  );
}

/** What only people set. */
const own = ["title", "due"] as const;

/** No task has a title or a date that nobody gave to it, or to what it was ever linked with. */
export function faultsOfForeign(
  counted: Counted,
  called: readonly { readonly uuid: string; readonly title: string }[],
): readonly string[] {
  const groups = groupsOf(counted.log);
  const groupOf = (side: Side, id: string) => groups.get(`${side} ${id}`) ?? `${side} ${id}`;
  const given = new Map<string, Set<string>>();
  const give = (group: string, field: string, value: unknown) => {
    const key = `${group} ${field}`;
    given.set(key, (given.get(key) ?? new Set()).add(String(value)));
  };
  for (const edit of counted.edits) {
    const group = groupOf(edit.side, edit.id);
    if (edit.kind === "made") { for (const field of own) give(group, field, edit.task[field]); }
    if (edit.kind === "set") give(group, edit.field, edit.value);
  }
  for (const { uuid, title } of called) give(groupOf("taskwarrior", uuid), "title", title);
  return (["taskwarrior", "vikunja"] as const).flatMap((side) =>
    [...counted[side]].flatMap(([id, task]) =>
      own.filter((field) =>
        given.get(`${groupOf(side, id)} ${field}`)?.has(String(task[field])) === false
      ).map((field) =>
        `foreign: nobody gave ${side} ${id} the ${field} ${JSON.stringify(task[field])}`
      )
    )
  );
}

/** The first that each is linked with, directly or by others. */
function groupsOf({ store }: Log): ReadonlyMap<string, string> {
  const groups = new Map<string, string>();
  for (const { streamId, event } of store.readAll(0, 1_000_000)) {
    if (event.type !== "TaskLinked") continue;
    const [here, there] = [`taskwarrior ${streamId}`, `vikunja ${event.data.vikunjaId}`];
    const [kept, joined] = [groups.get(here) ?? here, groups.get(there) ?? there];
    groups.set(here, kept);
    groups.set(there, kept);
    for (const [one, group] of groups) if (group === joined) groups.set(one, kept);
  }
  return groups;
}
