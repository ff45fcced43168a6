import type { Page, RawObject, ServerTime } from "@/adapters/vikunja/answers.ts";
import type { ChangeTasks } from "@/adapters/vikunja/change_task.ts";

export interface TaskQuery {
  readonly page: number;
  readonly perPage: number;
  readonly sort: "id" | "updated, newest first";
  readonly filter?: string;
  readonly comments: boolean;
}

export type RelationKind = "blocked" | "parenttask";

/** What a task is to another one: blocked by it, or a part of it. */
interface Relation {
  readonly kind: RelationKind;
  readonly other: number;
}

/**
 * The calls this adapter makes, one request each, alike for both API versions.
 * `signal` ends the wait; errors are `SyncError`.
 */
export interface Api {
  readonly version: 1 | 2;
  /** Whether a label that is put on or taken off moves the task's `updated`. */
  readonly labelsMoveStamps: boolean;
  /** Objects a page at most. */
  readonly maxPerPage: number;
  /** Tasks one create takes at most; 1: no bulk create. */
  readonly maxCreates: number;
  tasks(query: TaskQuery, signal: AbortSignal): Promise<Page>;
  /** How many tasks the list has in all. */
  countTasks(signal: AbortSignal): Promise<number>;
  /** With the oldest 50 comments and `comment_count`. */
  task(id: number, signal: AbortSignal): Promise<RawObject>;
  comments(id: number, page: number, signal: AbortSignal): Promise<Page>;
  /** Archived and pseudo projects included. */
  projects(page: number, signal: AbortSignal): Promise<Page>;
  labels(page: number, signal: AbortSignal): Promise<Page>;
  createProject(title: string, parentId: number, signal: AbortSignal): Promise<RawObject>;
  createLabel(title: string, signal: AbortSignal): Promise<RawObject>;
  createTask(projectId: number, body: RawObject, signal: AbortSignal): Promise<RawObject>;
  /** All or nothing; the answers in the order of the bodies. */
  createTasks(
    projectId: number,
    bodies: readonly RawObject[],
    signal: AbortSignal,
  ): Promise<readonly RawObject[]>;
  /** See `ServerKind`. */
  readonly storesNextDates: boolean;
  /** Tasks one change takes at most. */
  readonly maxChanges: number;
  readonly changeTasks: ChangeTasks;
  deleteTask(id: number, signal: AbortSignal): Promise<ServerTime>;
  /** `false`: API tokens are never allowed to set all labels of a task at once here. */
  readonly maySetLabels: boolean;
  addLabel(id: number, labelId: number, signal: AbortSignal): Promise<ServerTime>;
  setLabels(id: number, labelIds: readonly number[], signal: AbortSignal): Promise<ServerTime>;
  removeLabel(id: number, labelId: number, signal: AbortSignal): Promise<ServerTime>;
  addComment(id: number, text: string, signal: AbortSignal): Promise<RawObject>;
  editComment(
    id: number,
    commentId: number,
    text: string,
    signal: AbortSignal,
  ): Promise<ServerTime>;
  removeComment(id: number, commentId: number, signal: AbortSignal): Promise<ServerTime>;
  addRelation(id: number, relation: Relation, signal: AbortSignal): Promise<ServerTime>;
  addAssignee(id: number, userId: number, signal: AbortSignal): Promise<ServerTime>;
  removeAssignee(id: number, userId: number, signal: AbortSignal): Promise<ServerTime>;
  removeRelation(id: number, relation: Relation, signal: AbortSignal): Promise<ServerTime>;
}
