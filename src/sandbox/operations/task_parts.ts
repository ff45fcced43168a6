import {
  assigneeFields,
  assigneesFields,
  reactionFields,
  relationFields,
} from "../decode/bodies.ts";
import { notAllowed } from "../errors.ts";
import { readableTask, writableTask } from "../rules/access.ts";
import { assign, setAssignees, unassign } from "../rules/assignees.ts";
import { createRelation, deleteRelation, showRelation } from "../rules/relations.ts";
import { touchTaskLater } from "../rules/touch.ts";
import { echoUser, showUserWithEmail } from "../show/user.ts";
import { freshInstant, zeroDate } from "../time.ts";
import { create, inVersion, list, type Operation, remove, set } from "./operation.ts";
import { listing } from "./outcome.ts";
import { bodyOf, idOf } from "./requests.ts";

type Given = Readonly<Record<string, unknown>>;

const relations = "/tasks/:task/relations";
const assignees = "/tasks/:task/assignees";

export const taskPartOperations: readonly Operation[] = [
  create(relations, "tasks_relations.create", (call) => {
    const body = bodyOf<{ other_task_id?: number; relation_kind?: string }>(call, relationFields);
    const { other_task_id: otherTaskId = 0, relation_kind: kind = "" } = body;
    const key = { taskId: idOf(call, "task"), otherTaskId, kind };
    const relation = createRelation(call.world, call.user, key);
    return { body: showRelation(call.world, relation, { fresh: true }) };
  }),
  remove(`${relations}/:kind/:other`, "tasks_relations.delete", (call) => {
    const kind = call.params["kind"] ?? "";
    const key = { taskId: idOf(call, "task"), otherTaskId: idOf(call, "other"), kind };
    deleteRelation(call.world, call.user, key);
  }),

  list(assignees, "tasks_assignees.read_all", (call) => {
    const { world, user } = call;
    const { found } = readableTask(world.store, user, idOf(call, "task"), notAllowed);
    const users = found.assigneeIds.map((id) => world.store.users.get(id));
    const items = users.filter((one) => one !== undefined);
    return listing(items, { of: "User", show: (page) => page.map(showUserWithEmail) });
  }),
  create(assignees, "tasks_assignees.create", (call) => {
    const { user_id: userId = 0 } = bodyOf<{ user_id?: number }>(call, assigneeFields);
    const { id: taskId } = writableTask(call.world.store, call.user, idOf(call, "task"));
    assign(call.world, call.user, { taskId, userId });
    touchTaskLater(call.world, taskId);
    return { body: { user_id: userId, created: zeroDate } };
  }),
  set(`${assignees}/bulk`, "tasks_assignees.update_bulk", (call) => {
    const { assignees = [] } = bodyOf<{ assignees?: readonly Given[] }>(call, assigneesFields);
    const { id: taskId } = writableTask(call.world.store, call.user, idOf(call, "task"));
    const userIds = assignees.map((one) => Number(one["id"] ?? 0));
    setAssignees(call.world, call.user, { taskId, userIds });
    touchTaskLater(call.world, taskId);
    return { body: { assignees: assignees.map(echoUser) } };
  }),
  remove(`${assignees}/:user`, "tasks_assignees.delete", (call) => {
    const { id: taskId } = writableTask(call.world.store, call.user, idOf(call, "task"));
    unassign(call.world, call.user, { taskId, userId: idOf(call, "user") });
    touchTaskLater(call.world, taskId);
  }),

  ...inVersion(
    1,
    create("/tasks/:task/reactions", "reactions.create", (call) => {
      const { world, user } = call;
      const { value = "" } = bodyOf<{ value?: string }>(call, reactionFields);
      const { id: taskId } = readableTask(world.store, user, idOf(call, "task")).found;
      const createdMs = world.now();
      world.store.reactions.insert({ taskId, userId: user.id, value, createdMs });
      return { body: { user: null, value, created: freshInstant(createdMs) } };
    }),
  ),
];
