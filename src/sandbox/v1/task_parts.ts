import {
  assigneeFields,
  assigneesFields,
  commentFields,
  reactionFields,
  relationFields,
  taskLabelFields,
  taskLabelsFields,
} from "../decode/bodies.ts";
import { notAllowed, taskNotReadable } from "../errors.ts";
import { type Route, route } from "../http/call.ts";
import { findTask, readableTask, writableTask } from "../rules/access.ts";
import { assign, setAssignees, unassign } from "../rules/assignees.ts";
import {
  commentsOf,
  createComment,
  deleteComment,
  readComment,
  updateComment,
} from "../rules/comments.ts";
import { addLabel, labelsOf, removeLabel, setLabels } from "../rules/labels.ts";
import { createRelation, deleteRelation, showRelation } from "../rules/relations.ts";
import { touchTaskLater } from "../rules/touch.ts";
import { showComment } from "../show/comment.ts";
import { echoLabel, showLabel } from "../show/label.ts";
import { echoUser, showUserWithEmail } from "../show/user.ts";
import { freshInstant, zeroDate } from "../time.ts";
import { bodyOf, deleted, idOf, list } from "./requests.ts";

type Given = Readonly<Record<string, unknown>>;

export const taskPartRoutes: readonly Route[] = [
  route("GET", "/tasks/:task/labels", "tasks_labels.read_all", (call) => {
    const { found } = readableTask(
      call.world.store,
      call.user,
      idOf(call, "task"),
      taskNotReadable,
    );
    const labels = labelsOf(call.world, found.id);
    return list(call, labels, (page) => page.map((one) => showLabel(call.world, one)));
  }),
  route("PUT", "/tasks/:task/labels", "tasks_labels.create", (call) => {
    const { label_id: labelId = 0 } = bodyOf<{ label_id?: number }>(call, taskLabelFields);
    addLabel(call.world, call.user, { taskId: idOf(call, "task"), labelId });
    return { status: 201, body: { label_id: labelId, created: freshInstant(call.world.now()) } };
  }),
  route("POST", "/tasks/:task/labels/bulk", "tasks_labels.update_bulk", (call) => {
    const { labels } = bodyOf<{ labels?: readonly Given[] }>(call, taskLabelsFields);
    const labelIds = (labels ?? []).map((one) => Number(one["id"] ?? 0));
    setLabels(call.world, call.user, { taskId: idOf(call, "task"), labelIds });
    return { status: 201, body: { labels: labels?.map(echoLabel) ?? null } };
  }),
  route("DELETE", "/tasks/:task/labels/:label", "tasks_labels.delete", (call) => {
    const place = { taskId: idOf(call, "task"), labelId: idOf(call, "label") };
    removeLabel(call.world, call.user, place);
    return deleted();
  }),

  route("GET", "/tasks/:task/comments", "tasks_comments.read_all", (call) => {
    const comments = commentsOf(call.world, call.user, idOf(call, "task"));
    const ordered = call.query.get("order_by") === "desc" ? comments.toReversed() : comments;
    return list(call, ordered, (page) => page.map((one) => showComment(call.world, one)));
  }),
  route("PUT", "/tasks/:task/comments", "tasks_comments.create", (call) => {
    const { comment } = bodyOf<{ comment?: string }>(call, commentFields);
    const made = createComment(call.world, call.user, idOf(call, "task"), comment);
    return { status: 201, body: showComment(call.world, made, { fresh: true }) };
  }),
  route("GET", "/tasks/:task/comments/:comment", "tasks_comments.read_one", (call) => {
    const place = { taskId: idOf(call, "task"), commentId: idOf(call, "comment") };
    const comment = readComment(call.world, call.user, place);
    const permission = comment.authorId === call.user.id ? 2 : 0;
    return {
      status: 200,
      body: showComment(call.world, comment, { alone: true }),
      headers: { "x-max-permission": String(permission) },
    };
  }),
  route("POST", "/tasks/:task/comments/:comment", "tasks_comments.update", (call) => {
    const body = bodyOf<{ comment?: string }>(call, commentFields);
    const place = { taskId: idOf(call, "task"), commentId: idOf(call, "comment") };
    const changed = updateComment(call.world, call.user, { ...place, text: body.comment });
    return {
      status: 200,
      body: {
        ...{ id: changed.id, comment: changed.comment, author: null, reactions: null },
        created: zeroDate,
        updated: freshInstant(changed.updatedMs),
      },
    };
  }),
  route("DELETE", "/tasks/:task/comments/:comment", "tasks_comments.delete", (call) => {
    const place = { taskId: idOf(call, "task"), commentId: idOf(call, "comment") };
    deleteComment(call.world, call.user, place);
    return deleted();
  }),

  route("PUT", "/tasks/:task/relations", "tasks_relations.create", (call) => {
    const body = bodyOf<{ other_task_id?: number; relation_kind?: string }>(call, relationFields);
    const { other_task_id: otherTaskId = 0, relation_kind: kind = "" } = body;
    const key = { taskId: idOf(call, "task"), otherTaskId, kind };
    const relation = createRelation(call.world, call.user, key);
    return { status: 201, body: showRelation(call.world, relation, { fresh: true }) };
  }),
  route("DELETE", "/tasks/:task/relations/:kind/:other", "tasks_relations.delete", (call) => {
    const kind = call.params["kind"] ?? "";
    const key = { taskId: idOf(call, "task"), otherTaskId: idOf(call, "other"), kind };
    deleteRelation(call.world, call.user, key);
    return deleted();
  }),

  route("GET", "/tasks/:task/assignees", "tasks_assignees.read_all", (call) => {
    const { world, user } = call;
    const { found } = readableTask(world.store, user, idOf(call, "task"), notAllowed);
    const users = found.assigneeIds.map((id) => world.store.users.get(id));
    const known = users.filter((one) => one !== undefined);
    return list(call, known, (page) => page.map(showUserWithEmail));
  }),
  route("PUT", "/tasks/:task/assignees", "tasks_assignees.create", (call) => {
    const { user_id: userId = 0 } = bodyOf<{ user_id?: number }>(call, assigneeFields);
    const { id: taskId } = writableTask(call.world.store, call.user, idOf(call, "task"));
    assign(call.world, call.user, { taskId, userId });
    touchTaskLater(call.world, taskId);
    return { status: 201, body: { user_id: userId, created: zeroDate } };
  }),
  route("POST", "/tasks/:task/assignees/bulk", "tasks_assignees.update_bulk", (call) => {
    const { assignees = [] } = bodyOf<{ assignees?: readonly Given[] }>(call, assigneesFields);
    const { id: taskId } = writableTask(call.world.store, call.user, idOf(call, "task"));
    const userIds = assignees.map((one) => Number(one["id"] ?? 0));
    setAssignees(call.world, call.user, { taskId, userIds });
    touchTaskLater(call.world, taskId);
    return { status: 201, body: { assignees: assignees.map(echoUser) } };
  }),
  route("DELETE", "/tasks/:task/assignees/:user", "tasks_assignees.delete", (call) => {
    const { id: taskId } = writableTask(call.world.store, call.user, idOf(call, "task"));
    unassign(call.world, call.user, { taskId, userId: idOf(call, "user") });
    touchTaskLater(call.world, taskId);
    return deleted();
  }),

  route("PUT", "/tasks/:task/reactions", "reactions.create", (call) => {
    const { store } = call.world;
    const { value = "" } = bodyOf<{ value?: string }>(call, reactionFields);
    const { id: taskId } = findTask(
      store,
      readableTask(store, call.user, idOf(call, "task")).found.id,
    );
    const createdMs = call.world.now();
    store.reactions.insert({ taskId, userId: call.user.id, value, createdMs });
    return { status: 201, body: { user: null, value, created: freshInstant(createdMs) } };
  }),
];
