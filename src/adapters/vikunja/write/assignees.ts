import { SyncError } from "@/domain/errors.ts";
import type { SetPatch } from "@/domain/push.ts";
import type { RawObject } from "@/adapters/vikunja/answers.ts";
import type { Api } from "@/adapters/vikunja/api.ts";
import { stamped } from "@/adapters/vikunja/stamped.ts";
import { isStatus, vikunjaCodes } from "@/adapters/vikunja/client/errors.ts";
import { objectsOf } from "@/adapters/vikunja/lists.ts";

interface AssigneeDeps {
  readonly api: Api;
  readonly signal: AbortSignal;
  /** Id of the user of that name who may see the project; `null`: it is not known. */
  readonly userId: (
    name: string,
    projectId: number,
    signal: AbortSignal,
  ) => Promise<number | null>;
}

interface AppliedAssignment {
  readonly raw: RawObject;
  /** What could not be done, in words. */
  readonly leftOut: readonly string[];
  /** What is not our doing: refused, or done by somebody else just before. */
  readonly lacks: SetPatch | null;
}

/**
 * Assignees one by one, one call each: the others stay as other writers have them. What the server refuses
 * is left out. `mayBeOurs`: one who is there already may have been added by an earlier attempt.
 */
export async function applyAssignment(
  deps: AssigneeDeps,
  before: RawObject,
  change: SetPatch,
  mayBeOurs: boolean,
): Promise<AppliedAssignment> {
  const id = Number(before["id"]);
  let raw = before;
  let all = objectsOf(before["assignees"]);
  const leftOut: string[] = [];
  const lacks = { add: [] as string[], remove: [] as string[] };
  for (const name of change.add) {
    const isThere = all.some((user) => user["username"] === name);
    if (isThere && !mayBeOurs) lacks.add.push(name);
    if (isThere) continue;
    const done = await attempt(() => add(deps, before, name));
    if (typeof done === "string") {
      leftOut.push(`assignee ${name}: ${done}`);
      lacks.add.push(name);
      continue;
    }
    raw = stamped(raw, done.at);
    all = [...all, { id: done.userId, username: name }];
  }
  for (const name of change.remove) {
    const user = all.find((one) => one["username"] === name);
    if (user === undefined) continue;
    const userId = Number(user["id"]);
    const done = await attempt(async () => ({
      userId,
      at: await deps.api.removeAssignee(id, userId, deps.signal),
    }));
    if (typeof done === "string") {
      leftOut.push(`taking away assignee ${name}: ${done}`);
      lacks.remove.push(name);
      continue;
    }
    raw = stamped(raw, done.at);
    all = all.filter((one) => one["id"] !== userId);
  }
  const isAll = lacks.add.length + lacks.remove.length === 0;
  return { raw: { ...raw, assignees: all }, leftOut, lacks: isAll ? null : lacks };
}

interface Done {
  readonly userId: number;
  readonly at: number | null;
}

async function add({ api, userId, signal }: AssigneeDeps, raw: RawObject, name: string) {
  const task = Number(raw["id"]);
  const id = await userId(name, Number(raw["project_id"]), signal);
  if (id === null) {
    throw new SyncError(
      "NOT_FOUND",
      `Cannot assign task ${task}: no user ${name} who may see it is known`,
      {
        details: { status: 404 },
      },
    );
  }
  try {
    return { userId: id, at: await api.addAssignee(task, id, signal) };
  } catch (error) {
    const isThere = error instanceof SyncError &&
      error.details["vikunjaCode"] === vikunjaCodes.assigneeThere;
    if (!isThere) throw error;
    return { userId: id, at: null };
  }
}

/** Why it was refused, in words, where that is so. A token that can read and not do this lacks a permission. */
async function attempt(change: () => Promise<Done>): Promise<Done | string> {
  try {
    return await change();
  } catch (error) {
    const isRefusal = isStatus(error, 401, 403, 404) &&
      error.details["vikunjaCode"] !== vikunjaCodes.taskMissing;
    if (!isRefusal) throw error;
    return error.message;
  }
}
