import type { StoredStep } from "@/engine/actor.ts";
import type { CarriedChange } from "@/ports/daemon.ts";

/** What a step shows to have arrived on a side; not what we note there for ourselves. */
export function carriedOver({ before, events, after }: StoredStep): readonly CarriedChange[] {
  return events.flatMap((event): readonly CarriedChange[] => {
    if (event.type !== "PushConfirmed") return [];
    const { side, request } = event.data;
    const { pending } = before[side];
    if (pending === null || pending.request !== request) return [];
    const { push } = pending;
    const isNote = push.kind === "update" && Object.keys(push.patch).every((key) => key === "link");
    if (isNote) return [];
    const seen = [after, before].flatMap(({ taskwarrior, vikunja }) => [
      taskwarrior.task?.title,
      vikunja.task?.title,
    ]);
    const title = seen.find((each) => each !== undefined) ?? "";
    return [{ task: after.streamId, title, side, push }];
  });
}
