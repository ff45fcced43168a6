import assert from "node:assert/strict";
import { lateFields } from "@/domain/fields.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { PresentReading, Task } from "@/domain/task.ts";
import { bringBackCommand } from "@/triggers/lost_values.ts";
import { emptyValues } from "@tests/support/empty_values.ts";
import { observed } from "@tests/support/log_events.ts";
import { blankTask } from "@tests/support/pair_simulation.ts";

function historyOf(task: Task): readonly StoredEvent<SyncEvent>[] {
  const { type, data } = observed("vikunja");
  return [{
    position: 1,
    streamId: "s",
    version: 1,
    recordedAt: data.changedAt,
    event: { type, data: { ...data, task } },
  }];
}

function lostIn(seen: Task, now: Task): readonly string[] {
  const reading: PresentReading = {
    kind: "present",
    id: "12",
    task: now,
    extra: {},
    changedAt: "2026-01-01T00:00:00Z",
    linkHint: null,
  };
  const command = bringBackCommand("vikunja", reading, historyOf(seen));
  return command.type === "BringBack" ? command.lost : [];
}

Deno.test("bringBackCommand() counts no value as lost that the log or the backup does not tell", () => {
  const unknown = Object.fromEntries(
    Object.entries(blankTask).filter(([field]) =>
      !(lateFields as readonly string[]).includes(field)
    ),
  ) as unknown as Task;
  assert.deepEqual(lostIn({ ...blankTask, title: "eggs" }, blankTask), ["title"]);
  assert.deepEqual(lostIn(unknown, { ...blankTask, ...emptyValues, title: "milk" }), ["project"]);
  assert.deepEqual(lostIn(blankTask, unknown), []);
});
