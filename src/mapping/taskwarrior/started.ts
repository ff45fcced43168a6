import type { InTaskwarrior } from "@/mapping/field_mapping.ts";
import { statusOf } from "@/mapping/taskwarrior/status.ts";
import { toTaskwarriorDate } from "@/mapping/taskwarrior/date.ts";

/** `start`. Recorded of both versions: `task done` takes it away, which says nothing of how far it got. */
export const startedInTaskwarrior: InTaskwarrior<boolean> = {
  says: () => [],
  read: (raw, { places }) => {
    const place = places?.started ?? null;
    if (place === null || place.kind === "percent" && statusOf(raw) === "done") return undefined;
    return raw["start"] !== undefined;
  },
  mayRefuse: false,
  write: (attributes, started, { now }) => {
    if (!started) delete attributes["start"];
    else attributes["start"] ??= toTaskwarriorDate(now);
  },
};
