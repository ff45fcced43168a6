import {
  assigneeFields,
  assigneesFields,
  commentFields,
  relationFields,
  taskLabelFields,
  taskLabelsFields,
} from "../decode/bodies.ts";
import { notAllowed, taskNotReadable } from "../errors.ts";
import { type Answer, type Call, type Route, route } from "../http/call.ts";
import { fromMarkdown, isMarkdown, toMarkdown } from "../markdown/markdown.ts";
import { readableTask, writableTask } from "../rules/access.ts";
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
import { conditional } from "./conditional.ts";
import { patched } from "./patch.ts";
import { bodyOf, gone, idOf, list, schema } from "./requests.ts";

type Given = Readonly<Record<string, unknown>>;

interface CommentBody {
  readonly comment?: string;
  readonly author?: unknown;
  readonly created?: string;
}

const comment = "/tasks/:task/comments/:commentid";

export const taskPartRoutes: readonly Route[] = [
  route("GET", "/tasks/:task/labels", "tasks_labels.read_all", (call) => {
    const { found } = readableTask(
      call.world.store,
      call.user,
      idOf(call, "task"),
      taskNotReadable,
    );
    return list(call, {
      of: "LabelWithTaskID",
      items: labelsOf(call.world, found.id),
      show: (page) => page.map((one) => showLabel(call.world, one)),
    });
  }),
  route("POST", "/tasks/:task/labels", "tasks_labels.create", (call) => {
    const { label_id: labelId = 0 } = bodyOf<{ label_id?: number }>(call, taskLabelFields);
    addLabel(call.world, call.user, { taskId: idOf(call, "task"), labelId });
    return { status: 201, body: { label_id: labelId, created: freshInstant(call.world.now()) } };
  }),
  route("PUT", "/tasks/:task/labels/bulk", "tasks_labels.update_bulk", (call) => {
    const { labels } = bodyOf<{ labels?: readonly Given[] }>(call, taskLabelsFields);
    const labelIds = (labels ?? []).map((one) => Number(one["id"] ?? 0));
    setLabels(call.world, call.user, { taskId: idOf(call, "task"), labelIds });
    return { status: 200, body: { labels: labels?.map(echoLabel) ?? null } };
  }),
  route("DELETE", "/tasks/:task/labels/:label", "tasks_labels.delete", (call) => {
    const place = { taskId: idOf(call, "task"), labelId: idOf(call, "label") };
    removeLabel(call.world, call.user, place);
    return gone();
  }),

  route("GET", "/tasks/:task/comments", "tasks_comments.read_all", (call) => {
    const comments = commentsOf(call.world, call.user, idOf(call, "task"));
    return list(call, {
      of: "TaskComment",
      items: call.query.get("order_by") === "desc" ? comments.toReversed() : comments,
      show: (page) => page.map((one) => formatted(call, showComment(call.world, one))),
    });
  }),
  route("POST", "/tasks/:task/comments", "tasks_comments.create", (call) => {
    const { comment = "" } = bodyOf<CommentBody>(call, commentFields);
    const text = isMarkdown(call.query) ? fromMarkdown(comment) : comment;
    const made = createComment(call.world, call.user, idOf(call, "task"), text);
    return { status: 201, body: { ...showComment(call.world, made, { fresh: true }), comment } };
  }),
  route("GET", comment, "tasks_comments.read_one", readOne),
  route("PUT", comment, "tasks_comments.update", replace),
  route(
    "PATCH",
    comment,
    ["tasks_comments.read_one", "tasks_comments.update"],
    (call) => patched(call, readOne, replace),
  ),
  route("DELETE", comment, "tasks_comments.delete", (call) => {
    deleteComment(call.world, call.user, commentPlace(call));
    return gone();
  }),

  route("POST", "/tasks/:task/relations", "tasks_relations.create", (call) => {
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
    return gone();
  }),

  route("GET", "/tasks/:task/assignees", "tasks_assignees.read_all", (call) => {
    const { world, user } = call;
    const { found } = readableTask(world.store, user, idOf(call, "task"), notAllowed);
    const users = found.assigneeIds.map((id) => world.store.users.get(id));
    const items = users.filter((one) => one !== undefined);
    return list(call, { of: "User", items, show: (page) => page.map(showUserWithEmail) });
  }),
  route("POST", "/tasks/:task/assignees", "tasks_assignees.create", (call) => {
    const { user_id: userId = 0 } = bodyOf<{ user_id?: number }>(call, assigneeFields);
    const { id: taskId } = writableTask(call.world.store, call.user, idOf(call, "task"));
    assign(call.world, call.user, { taskId, userId });
    touchTaskLater(call.world, taskId);
    return { status: 201, body: { user_id: userId, created: zeroDate } };
  }),
  route("PUT", "/tasks/:task/assignees/bulk", "tasks_assignees.update_bulk", (call) => {
    const { assignees = [] } = bodyOf<{ assignees?: readonly Given[] }>(call, assigneesFields);
    const { id: taskId } = writableTask(call.world.store, call.user, idOf(call, "task"));
    const userIds = assignees.map((one) => Number(one["id"] ?? 0));
    setAssignees(call.world, call.user, { taskId, userIds });
    touchTaskLater(call.world, taskId);
    return { status: 200, body: { assignees: assignees.map(echoUser) } };
  }),
  route("DELETE", "/tasks/:task/assignees/:user", "tasks_assignees.delete", (call) => {
    const { id: taskId } = writableTask(call.world.store, call.user, idOf(call, "task"));
    unassign(call.world, call.user, { taskId, userId: idOf(call, "user") });
    touchTaskLater(call.world, taskId);
    return gone();
  }),
];

function commentPlace(call: Call): { readonly taskId: number; readonly commentId: number } {
  return { taskId: idOf(call, "task"), commentId: idOf(call, "commentid") };
}

function readOne(call: Call): Answer {
  const found = readComment(call.world, call.user, commentPlace(call));
  const permission = found.authorId === call.user.id ? 2 : 0;
  const shown = formatted(call, showComment(call.world, found, { alone: true }));
  const about = { updatedMs: found.updatedMs, permission } as const;
  return conditional(call, about, { ...schema(call, "TaskCommentReadBody"), ...shown });
}

/** What the body says of author and creation is echoed. */
function replace(call: Call): Answer {
  const body = bodyOf<CommentBody>(call, commentFields);
  const { comment = "", author = null, created = zeroDate } = body;
  const text = isMarkdown(call.query) ? fromMarkdown(comment) : comment;
  const changed = updateComment(call.world, call.user, { ...commentPlace(call), text });
  const updated = freshInstant(changed.updatedMs);
  return {
    status: 200,
    body: { id: changed.id, comment, author, reactions: null, created, updated },
  };
}

function formatted<T extends { readonly comment: string }>(call: Call, shown: T): T {
  return isMarkdown(call.query) ? { ...shown, comment: toMarkdown(shown.comment) } : shown;
}
