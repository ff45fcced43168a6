import { bystanderLoss } from "@/adapters/taskwarrior/v2/import_losses.ts";
import { lossOf } from "@/adapters/taskwarrior/v2/lost_writes.ts";
import type { NamedFiles, OpenTasks } from "@/adapters/taskwarrior/v2/open_tasks.ts";
import type { StoredTask } from "@/adapters/taskwarrior/stored/stored_line.ts";
import { isTakenBack } from "@/adapters/taskwarrior/v2/taken_back.ts";
import type { OwnRange, UndoEntry } from "@/adapters/taskwarrior/stored/undo_entries.ts";

/** What is missing of one task, as it would be with it. */
interface Lost {
  /** Proven: with what a command destroyed of our writes; `null`: nothing. */
  readonly own: StoredTask | null;
  /** With what seems to be destroyed of others' changes as well; `null`: nothing. */
  readonly others: StoredTask | null;
}

interface LostValues {
  readonly byTask: ReadonlyMap<string, Lost>;
  /** A command may be between its data and its record. */
  readonly unsettled: ReadonlySet<string>;
  /** `task undo` put back what stands, over what we had written: a person wants it. */
  readonly undone: ReadonlySet<string>;
}

interface Recorded {
  readonly byTask: ReadonlyMap<string, readonly UndoEntry[]>;
  /** Of our writes. */
  readonly ranges: readonly OwnRange[];
  readonly nowSeconds: number;
}

/**
 * What commands of 2.6 destroyed of our writes, and what an import of ours did of theirs, where their record came only
 * after we had looked: that is told only while nothing of ours came after it.
 */
export function lostValues(
  files: Pick<NamedFiles, "backlog">,
  tasks: Pick<OpenTasks, "stored" | "unknown">,
  { byTask, ranges, nowSeconds }: Recorded,
): LostValues {
  const isOwn = ({ from, to }: UndoEntry) =>
    ranges.some((range) => from >= range.from && to <= range.to);
  const lost = new Map<string, Lost>();
  const [unsettled, undone] = [new Set<string>(), new Set<string>()];
  for (const [uuid, all] of byTask) {
    if (tasks.unknown.has(uuid)) continue;
    const current = tasks.stored(uuid);
    const first = all.findIndex(isOwn);
    const verdict = first < 0
      ? { kind: "fine" } as const
      : lossOf({ entries: all.slice(first), isOwn, current, nowSeconds });
    if (verdict.kind === "unsettled") unsettled.add(uuid);
    const last = all.findLastIndex(isOwn);
    // Who takes back a command that had not seen ours puts back what it had read.
    const isUndone = verdict.kind === "restore" &&
      isTakenBack(files.backlog, uuid, all.slice(last), all);
    if (isUndone) undone.add(uuid);
    const own = verdict.kind === "restore" && !isUndone ? verdict.task : null;
    const entries = all.slice(last + 1);
    const others = bystanderLoss(entries, own ?? current, all[last]?.new);
    const isOthers = others !== null && !isTakenBack(files.backlog, uuid, entries, all);
    if (own !== null || isOthers) lost.set(uuid, { own, others: isOthers ? others : null });
  }
  return { byTask: lost, unsettled, undone };
}
