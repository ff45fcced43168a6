import { join } from "@/ports/paths.ts";
import type { Json } from "@/domain/json.ts";
import type { Feed, Recorded, RecordedChange } from "@/adapters/taskwarrior/common/feed.ts";
import {
  type FileMark,
  type MarkedFile,
  markedFile,
} from "@/adapters/taskwarrior/stored/marked_file.ts";
import { confirmedIn, storedIn } from "@/adapters/taskwarrior/v2/data_files.ts";
import { parseRepaired } from "@/adapters/taskwarrior/stored/repair_json.ts";
import { isSameRecord } from "@/adapters/taskwarrior/stored/same_record.ts";
import { epochOf } from "@/adapters/taskwarrior/stored/stored_property.ts";
import type { TaskFiles } from "@/adapters/taskwarrior/stored/task_files.ts";
import { statusOf, type TaskObject, text } from "@/adapters/taskwarrior/stored/task_object.ts";

interface Mark2 {
  readonly backlog: FileMark | null;
  readonly undo: FileMark | null;
  readonly pending: FileMark | null;
  readonly completed: FileMark | null;
}

/**
 * Taskwarrior 2.6 adds to `backlog.data` a line for each task that a command writes, and to
 * `undo.data` an entry. Only where both grew by the same number are the lines all that happened:
 * undo takes entries away, and purge, undo of an add, and gc write no line.
 */
export function createFeed2(files: TaskFiles, folder: string): Feed {
  const file = (name: string) => markedFile(files, join(folder, `${name}.data`));
  const data = {
    backlog: file("backlog"),
    undo: file("undo"),
    pending: file("pending"),
    completed: file("completed"),
  };
  const mark = (): Mark2 => ({
    backlog: data.backlog.mark(true),
    undo: data.undo.mark(true),
    pending: data.pending.mark(false),
    completed: data.completed.mark(false),
  });

  function compare(then: Mark2, now: Mark2): Recorded {
    const json = asJson(now);
    const uncertain = (kind: "unknown" | "unsettled", because: string): Recorded => ({
      kind,
      now: json,
      because,
      changes,
    });
    const lines = data.backlog.appended(then.backlog, now.backlog);
    const entries = data.undo.appended(then.undo, now.undo);
    const changes = changesIn(lines ?? "", storedIn(entries ?? ""));
    if (lines === null) return uncertain("unknown", "task sync, or another data folder");
    if (entries === null) return uncertain("unknown", "undo");
    if (changes.length !== storedIn(entries).length) {
      return uncertain("unsettled", "undo, or a command that did not end");
    }
    // The tasks themselves are written before the record of them.
    if (changes.length === 0) return uncertain("unsettled", "purge, gc, or a command under way");
    if (isUnrecorded(then, now)) return uncertain("unsettled", "a command that did not end");
    return { kind: "some", now: json, changes };
  }

  return {
    mark: () => asJson(mark()),
    since(earlier) {
      const then = earlier as unknown as Mark2;
      const names: readonly (keyof Mark2)[] = ["backlog", "undo", "pending", "completed"];
      if (names.every((name) => data[name].isUntouched(then[name]))) {
        return { kind: "nothing", now: earlier };
      }
      return compare(then, mark());
    },
    confirmed: (changes) => confirmedIn([data.pending, data.completed], changes),
    lookUp(uuids, mark) {
      const { backlog, undo } = mark as unknown as Mark2;
      const tails = [tailOf(data.backlog, backlog), tailOf(data.undo, undo)] as const;
      return confirmedIn([data.pending, data.completed], lastIn(...tails, uuids));
    },
    deletedOnes: (uuids) => deletedIn(data.backlog, uuids),
  };
}

/**
 * Whether tasks were written after all that is recorded: a command writes its record last, and one that fails in
 * between, as on a full disk, leaves none. One that only puts away what is over writes both files, and no record.
 */
function isUnrecorded(then: Mark2, { backlog, pending, completed }: Mark2): boolean {
  const isLate = (file: FileMark | null, before: FileMark | null) =>
    file !== null && backlog !== null && file.modifiedMs !== before?.modifiedMs &&
    file.modifiedMs > backlog.modifiedMs;
  return isLate(pending, then.pending) && !isLate(completed, then.completed);
}

/** What is no task (the key that `task sync` leaves) is left out. `stored`: one for each, or of no use. */
function changesIn(
  lines: string,
  stored: readonly string[],
): readonly Extract<RecordedChange, { readonly kind: "state" }>[] {
  const recorded = lines.split("\n").flatMap((json) => {
    const object = json.startsWith("{") ? parseRepaired<TaskObject>(json) : null;
    return object === null ? [] : [{ json, object }];
  });
  const atMoment = Map.groupBy(recorded, ({ object }) => momentOf(object));
  return recorded.map(({ json, object }, at) => {
    const line = stored.length === recorded.length ? stored[at] : undefined;
    // Two commands at once may record themselves in one order there and in the other here.
    const isAlone = atMoment.get(momentOf(object))?.length === 1;
    const isItsOwn = line !== undefined && isStoredFor(object, line) &&
      (isAlone || isSameRecord(object, line));
    return { kind: "state", uuid: object.uuid, object, json, stored: isItsOwn ? line : null };
  });
}

function momentOf({ uuid, modified }: TaskObject): string {
  return `${uuid} ${text(modified)}`;
}

function isStoredFor({ uuid, modified }: TaskObject, line: string): boolean {
  return line.includes(` uuid:"${uuid}"`) &&
    line.includes(` modified:"${epochOf(text(modified))}"`);
}

/** Far enough back for what was changed lately. */
const tailBytes = 512 * 1024;

function tailOf(file: MarkedFile, mark: FileMark | null): string {
  return mark === null ? "" : file.text(Math.max(0, mark.size - tailBytes), mark.size);
}

/** The last state of each task with the line stored for it; both files must end with the same command. */
function lastIn(
  backlog: string,
  undo: string,
  uuids: ReadonlySet<string>,
): readonly RecordedChange[] {
  const stored = new Map<string, string>();
  for (const line of storedIn(undo)) {
    const uuid = / uuid:"([0-9a-fA-F-]{36})"/.exec(line)?.[1];
    if (uuid !== undefined && uuids.has(uuid)) stored.set(uuid, line);
  }
  const last = new Map<string, string>();
  /** Changed more than once in its last second. */
  const restless = new Set<string>();
  const secondOf = (line: string) => /"modified":"([^"]*)"/.exec(line)?.[1];
  for (const line of backlog.split("\n")) {
    const uuid = /"uuid":"([^"]+)"/.exec(line)?.[1];
    if (uuid === undefined || !stored.has(uuid)) continue;
    const before = last.get(uuid);
    if (before !== undefined && secondOf(before) === secondOf(line)) restless.add(uuid);
    else restless.delete(uuid);
    last.set(uuid, line);
  }
  return [...last].flatMap(([uuid, json]) => {
    const line = stored.get(uuid) ?? "";
    const changes = changesIn(json, [line]);
    const isSame = ({ object }: { readonly object: TaskObject }) => isSameRecord(object, line);
    return restless.has(uuid) ? changes.filter(isSame) : changes;
  });
}

function deletedIn(backlog: MarkedFile, uuids: ReadonlySet<string>): ReadonlySet<string> {
  const last = new Map<string, TaskObject>();
  for (const line of backlog.allText().split("\n")) {
    const uuid = /"uuid":"([^"]+)"/.exec(line)?.[1];
    if (uuid === undefined || !uuids.has(uuid)) continue;
    for (const change of changesIn(line, [])) last.set(change.uuid, change.object);
  }
  return new Set([...last].filter(([, task]) => statusOf(task) === "deleted").map(([id]) => id));
}

function asJson(mark: Mark2): Json {
  return mark as unknown as Json;
}
