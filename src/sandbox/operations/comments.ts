import { commentFields } from "../decode/bodies.ts";
import type { Call } from "../http/call.ts";
import {
  commentsOf,
  createComment,
  deleteComment,
  readComment,
  updateComment,
} from "../rules/comments.ts";
import { showComment } from "../show/comment.ts";
import { freshInstant, zeroDate } from "../time.ts";
import { create, list, type Operation, read, remove, update } from "./operation.ts";
import { listing } from "./outcome.ts";
import { bodyOf, idOf } from "./requests.ts";
import { asked, stored } from "./texts.ts";

interface CommentBody {
  readonly comment?: string;
  readonly author?: unknown;
  readonly created?: string;
}

const comments = "/tasks/:task/comments";
const oneComment = `${comments}/:commentid`;

export const commentOperations: readonly Operation[] = [
  list(comments, "tasks_comments.read_all", (call) => {
    const oldestFirst = commentsOf(call.world, call.user, idOf(call, "task"));
    return listing(call.query.get("order_by") === "desc" ? oldestFirst.toReversed() : oldestFirst, {
      of: "TaskComment",
      show: (page) => page.map((one) => inForm(call, showComment(call.world, one))),
    });
  }),
  create(comments, "tasks_comments.create", (call) => {
    const { comment = "" } = bodyOf<CommentBody>(call, commentFields);
    const made = createComment(call.world, call.user, idOf(call, "task"), stored(call, comment));
    return { body: { ...showComment(call.world, made, { fresh: true }), comment } };
  }),
  read(oneComment, "tasks_comments.read_one", (call) => {
    const found = readComment(call.world, call.user, placeOf(call));
    return {
      schema: "TaskCommentReadBody",
      body: inForm(call, showComment(call.world, found, { alone: true })),
      permission: found.authorId === call.user.id ? 2 : 0,
      updatedMs: found.updatedMs,
    };
  }),
  update(oneComment, "tasks_comments.update", (call) => {
    const { comment = "", ...body } = bodyOf<CommentBody>(call, commentFields);
    const text = stored(call, comment);
    const changed = updateComment(call.world, call.user, { ...placeOf(call), text });
    const { author, created } = echoed(call, body);
    const updated = freshInstant(changed.updatedMs);
    return { body: { id: changed.id, comment, author, reactions: null, created, updated } };
  }),
  remove(oneComment, "tasks_comments.delete", (call) => {
    deleteComment(call.world, call.user, placeOf(call));
  }),
];

function placeOf(call: Call): { readonly taskId: number; readonly commentId: number } {
  return { taskId: idOf(call, "task"), commentId: idOf(call, "commentid") };
}

/** v2 says again what the body said of author and creation. */
function echoed({ dialect }: Call, { author = null, created = zeroDate }: CommentBody) {
  return dialect.version === 2 ? { author, created } : { author: null, created: zeroDate };
}

function inForm<T extends { readonly comment: string }>(call: Call, shown: T): T {
  return { ...shown, comment: asked(call, shown.comment) };
}
