import type { Reading } from "@/domain/task.ts";
import type { TaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import type { Exported } from "@/adapters/taskwarrior/program/export.ts";
import { readingOf } from "@/adapters/taskwarrior/common/reading.ts";
import type { Unseen } from "@/adapters/taskwarrior/synced/replica_rows.ts";
import { withProperties } from "@/adapters/taskwarrior/stored/stored_property.ts";
import type { SyncedData } from "@/adapters/taskwarrior/synced/synced_data.ts";

interface UnseenDeps {
  readonly synced: Pick<SyncedData, "unseen">;
  /** Newest operation that was handed out; what was replaced until then has been told. */
  readonly after: number;
  readonly settings: TaskwarriorSettings;
  readonly exportOf: (uuids: ReadonlySet<string>) => Promise<Exported>;
  readonly isDate: (attribute: string) => boolean;
}

/**
 * Readings with what of ours was replaced unseen. A task that was deleted by somebody who had not seen what we wrote of
 * it counts as gone without a word: a person decides.
 */
export async function withUnseen(
  readings: readonly Reading[],
  deps: UnseenDeps,
): Promise<readonly Reading[]> {
  const byTask = Map.groupBy(deps.synced.unseen(readings.map(({ id }) => id)), ({ uuid }) => uuid);
  if (byTask.size === 0) return readings;
  const tasks = await deps.exportOf(new Set(byTask.keys()));
  return readings.map((reading): Reading => {
    const unseen = byTask.get(reading.id) ?? [];
    if (unseen.length === 0) return reading;
    switch (reading.kind) {
      case "present":
        return { ...reading, ...taskWith(unseen, tasks.get(reading.id), deps) };
      case "gone":
        return isDeletedUnseen(unseen) ? { ...reading, how: "missing" } : reading;
      case "withdrawn":
        return reading;
    }
  });
}

function isDeletedUnseen(unseen: readonly Unseen[]): boolean {
  return unseen.some(({ property }) => property === "status");
}

function taskWith(
  unseen: readonly Unseen[],
  task: Parameters<typeof readingOf>[0] | undefined,
  { after, isDate, settings }: UnseenDeps,
) {
  const news = unseen.filter(({ operation }) => operation > after);
  if (news.length === 0 || task === undefined) return {};
  const properties = new Map(news.map(({ property, value }) => [property, value]));
  const before = readingOf(withProperties(task, properties, isDate), settings);
  return before.kind === "present" ? { unseen: before.task } : {};
}
