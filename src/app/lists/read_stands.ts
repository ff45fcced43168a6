import * as v from "valibot";
import { SyncError } from "@/domain/errors.ts";
import type { ListStand } from "@/ports/lists.ts";

const instant = v.pipe(v.string(), v.isoTimestamp());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const stand = v.object({
  name: v.string(),
  state: v.picklist(["starting", "running", "standby", "failed"]),
  owner: v.nullable(v.string()),
  since: instant,
  server: v.nullable(v.string()),
  error: v.nullable(v.object({ code: v.string(), message: v.nullable(v.string()) })),
  counts: v.nullable(v.object({
    linked: count,
    pending: count,
    givenUp: count,
    held: count,
    conflicts: count,
    deliveries: count,
    lastLookAt: v.nullable(instant),
    lastPollAt: v.nullable(instant),
  })),
});

const answer = v.object({ lists: v.array(stand) });

/** What a service has answered; another version may say something else. @throws {SyncError} `DAEMON_VERSION` */
export function readStands(given: unknown): readonly ListStand[] {
  const read = v.safeParse(answer, given);
  if (read.success) return read.output.lists;
  const [issue] = read.issues;
  const where = v.getDotPath(issue) ?? "the answer";
  throw new SyncError(
    "DAEMON_VERSION",
    `Cannot tell how the lists do: of what the service answers ${where} is not as it should be`,
    { hint: "It is of another version: start serve --lists anew, or use its own vikunja-sync." },
  );
}
