/** Instants are milliseconds since 1970 when they mark a change, whole seconds when a person set them. */
export interface Row {
  readonly id: number;
}

export interface User extends Row {
  readonly username: string;
  readonly password: string;
  readonly email: string;
  readonly defaultProjectId: number;
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** A login; its token is no API token and may do everything. */
export interface Session extends Row {
  readonly userId: number;
  readonly token: string;
}

export interface ApiToken extends Row {
  readonly ownerId: number;
  readonly title: string;
  readonly token: string;
  readonly permissions: Readonly<Record<string, readonly string[]>>;
  readonly expiresAt: number;
  readonly createdMs: number;
}

export interface Project extends Row {
  readonly title: string;
  readonly description: string;
  readonly identifier: string;
  readonly hexColor: string;
  readonly parentId: number;
  readonly ownerId: number;
  readonly isArchived: boolean;
  readonly position: number;
  /** Of its deleted tasks: an index is not given a second time. */
  readonly highestDeletedIndex: number;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export type ViewKind = "list" | "gantt" | "table" | "kanban";

export interface View extends Row {
  /** Negative for the views of a saved filter. */
  readonly projectId: number;
  readonly title: string;
  readonly kind: ViewKind;
  readonly filter: string | null;
  readonly position: number;
  readonly defaultBucketId: number;
  readonly doneBucketId: number;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface Bucket extends Row {
  readonly viewId: number;
  readonly title: string;
  readonly position: number;
  readonly createdById: number;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface Reminder {
  /** Null: relative to a date that the task does not have. */
  readonly at: number | null;
  readonly period: number;
  readonly relativeTo: string;
}

export interface Task extends Row {
  readonly projectId: number;
  readonly index: number;
  readonly title: string;
  readonly description: string;
  readonly done: boolean;
  readonly doneAt: number | null;
  readonly dueDate: number | null;
  readonly startDate: number | null;
  readonly endDate: number | null;
  readonly repeatAfter: number;
  readonly repeatMode: number;
  readonly priority: number;
  readonly percentDone: number;
  readonly hexColor: string;
  readonly coverImageAttachmentId: number;
  readonly reminders: readonly Reminder[];
  readonly labelIds: readonly number[];
  readonly assigneeIds: readonly number[];
  /** In the kanban view of its project. */
  readonly bucketId: number;
  readonly position: number;
  readonly createdById: number;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface Label extends Row {
  readonly title: string;
  readonly description: string;
  readonly hexColor: string;
  readonly createdById: number;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface Comment extends Row {
  readonly taskId: number;
  readonly authorId: number;
  readonly comment: string;
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** Kept twice, once from each side with the inverse kind. */
export interface Relation extends Row {
  readonly taskId: number;
  readonly otherTaskId: number;
  readonly kind: string;
  readonly createdById: number;
  readonly createdMs: number;
}

export interface Webhook extends Row {
  /** 0 for a hook of an account. */
  readonly projectId: number;
  /** 0 for a hook of a project. */
  readonly userId: number;
  readonly targetUrl: string;
  readonly events: readonly string[];
  readonly secret: string;
  readonly basicAuthUser: string;
  readonly basicAuthPassword: string;
  readonly createdById: number;
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** 0 reads, 1 writes, 2 administers. */
export type Permission = 0 | 1 | 2;

export interface Share extends Row {
  readonly projectId: number;
  readonly userId: number;
  readonly permission: Permission;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface SavedFilter extends Row {
  readonly ownerId: number;
  readonly title: string;
  readonly description: string;
  readonly filter: string;
  readonly isFavorite: boolean;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface Favorite extends Row {
  readonly userId: number;
  readonly entity: "task" | "project";
  readonly entityId: number;
}

export interface Reaction extends Row {
  readonly taskId: number;
  readonly userId: number;
  readonly value: string;
  readonly createdMs: number;
}

export interface Subscription extends Row {
  readonly userId: number;
  readonly taskId: number;
  readonly createdMs: number;
}
