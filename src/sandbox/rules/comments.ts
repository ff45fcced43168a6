import { forbidden, noSuchComment, notAllowed, required } from "../errors.ts";
import { showComment } from "../show/comment.ts";
import type { Comment, User } from "../store/rows.ts";
import type { World } from "../world.ts";
import { readableTask, writableTask } from "./access.ts";
import { touchTaskLater } from "./touch.ts";

interface Place {
  readonly taskId: number;
  readonly commentId: number;
}

/** `updated` of the task moves a moment later. */
export function createComment(world: World, user: User, taskId: number, text = ""): Comment {
  if (text === "") throw required("comment");
  writableTask(world.store, user, taskId);
  const comment = world.store.comments.insert({
    taskId,
    authorId: user.id,
    comment: text,
    createdMs: world.now(),
    updatedMs: world.now(),
  });
  tell(world, user, "task.comment.created", comment);
  return comment;
}

export function readComment(world: World, user: User, { taskId, commentId }: Place): Comment {
  readableTask(world.store, user, taskId);
  return find(world, { taskId, commentId });
}

export function updateComment(
  world: World,
  user: User,
  { taskId, commentId, text = "" }: Place & { readonly text?: string | undefined },
): Comment {
  if (text === "") throw required("comment");
  const comment = own(world, user, { taskId, commentId });
  const changed = world.store.comments.save({
    ...comment,
    comment: text,
    updatedMs: world.now(),
  });
  tell(world, user, "task.comment.edited", changed);
  return changed;
}

export function deleteComment(world: World, user: User, place: Place): void {
  const comment = own(world, user, place);
  world.store.comments.remove(comment.id);
  tell(world, user, "task.comment.deleted", comment);
}

export function commentsOf(world: World, user: User, taskId: number): readonly Comment[] {
  readableTask(world.store, user, taskId, notAllowed);
  return [...world.store.by.commentsOf(taskId)]
    .sort((a, b) => a.createdMs - b.createdMs || a.id - b.id);
}

function find(world: World, { taskId, commentId }: Place): Comment {
  const comment = world.store.comments.get(commentId);
  if (comment === undefined || comment.taskId !== taskId) throw noSuchComment();
  return comment;
}

function own(world: World, user: User, place: Place): Comment {
  writableTask(world.store, user, place.taskId);
  const comment = find(world, place);
  if (comment.authorId !== user.id) throw forbidden();
  return comment;
}

function tell(world: World, doer: User, event: string, comment: Comment): void {
  const { taskId } = comment;
  const { projectId } = readableTask(world.store, doer, taskId).found;
  world.emit({ event, doer, projectId, taskId, parts: { comment: showComment(world, comment) } });
  touchTaskLater(world, taskId);
}
