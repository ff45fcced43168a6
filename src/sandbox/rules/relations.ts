import { forbidden, Refusal } from "../errors.ts";
import { showUser } from "../show/user.ts";
import type { Relation, User } from "../store/rows.ts";
import { freshInstant, readInstant } from "../time.ts";
import type { World } from "../world.ts";
import { findProject, findTask, permissionOn, writableTask } from "./access.ts";
import { touchTaskLater } from "./touch.ts";

/** Each kind and how it looks from the other task. */
const inverse: Readonly<Record<string, string>> = {
  subtask: "parenttask",
  parenttask: "subtask",
  related: "related",
  duplicateof: "duplicates",
  duplicates: "duplicateof",
  blocking: "blocked",
  blocked: "blocking",
  precedes: "follows",
  follows: "precedes",
  copiedfrom: "copiedto",
  copiedto: "copiedfrom",
};

interface RelationKey {
  readonly taskId: number;
  readonly otherTaskId: number;
  readonly kind: string;
}

export function createRelation(world: World, user: User, key: RelationKey): Relation {
  const { store } = world;
  const { taskId, otherTaskId, kind } = key;
  const task = writableTask(store, user, taskId);
  const other = findTask(store, otherTaskId);
  if (permissionOn(store, user, findProject(store, other.projectId)) === null) throw forbidden();
  const backwards = inverse[kind];
  if (backwards === undefined) throw new Refusal(400, 4007, "The task relation is invalid.");
  if (taskId === otherTaskId) {
    throw new Refusal(400, 4010, "You cannot relate a task with itself");
  }
  if (find(world, key) !== undefined) {
    throw new Refusal(409, 4008, "The task relation already exists.");
  }
  if (wouldCycle(world, key)) {
    throw new Refusal(409, 4023, "This task relation would create a cycle.");
  }
  const made = { createdById: user.id, createdMs: world.now() };
  const relation = store.relations.insert({ ...key, ...made });
  store.relations.insert({ taskId: otherTaskId, otherTaskId: taskId, kind: backwards, ...made });
  tell(world, user, task.projectId, { event: "task.relation.created", relation });
  return relation;
}

export function deleteRelation(world: World, user: User, key: RelationKey): void {
  const { store } = world;
  const task = writableTask(store, user, key.taskId);
  const relation = find(world, key);
  if (relation === undefined) throw new Refusal(404, 4009, "The task relation does not exist.");
  store.relations.remove(relation.id);
  const back = find(world, {
    taskId: key.otherTaskId,
    otherTaskId: key.taskId,
    kind: inverse[key.kind] ?? "",
  });
  if (back !== undefined) store.relations.remove(back.id);
  tell(world, user, task.projectId, { event: "task.relation.deleted", relation });
}

export function showRelation(world: World, relation: Relation, { fresh = false } = {}) {
  const maker = world.store.users.get(relation.createdById);
  return {
    task_id: relation.taskId,
    other_task_id: relation.otherTaskId,
    relation_kind: relation.kind,
    created_by: maker === undefined ? null : showUser(maker),
    created: (fresh ? freshInstant : readInstant)(relation.createdMs),
  };
}

function find(world: World, { taskId, otherTaskId, kind }: RelationKey): Relation | undefined {
  return world.store.by.relationsOf(taskId)
    .find((one) => one.otherTaskId === otherTaskId && one.kind === kind);
}

/** Only trees of subtasks must stay trees. */
function wouldCycle(world: World, { taskId, otherTaskId, kind }: RelationKey): boolean {
  if (kind !== "subtask" && kind !== "parenttask") return false;
  const seen = new Set<number>();
  const open = [otherTaskId];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === taskId) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    for (const one of world.store.by.relationsOf(id)) {
      if (one.kind === kind) open.push(one.otherTaskId);
    }
  }
  return false;
}

function tell(
  world: World,
  doer: User,
  projectId: number,
  { event, relation }: { readonly event: string; readonly relation: Relation },
): void {
  const { taskId } = relation;
  const fresh = event === "task.relation.created";
  const parts = { relation: showRelation(world, relation, { fresh }) };
  world.emit({ event, doer, projectId, taskId, parts });
  touchTaskLater(world, taskId);
}
