import { forbidden, invalidField, notAllowed, required } from "../errors.ts";
import type { User, Webhook } from "../store/rows.ts";
import type { World } from "../world.ts";
import { findProject, permissionOn } from "./access.ts";

export const projectEvents = [
  "project.deleted",
  "project.shared.team",
  "project.shared.user",
  "project.updated",
  "task.assignee.created",
  "task.assignee.deleted",
  "task.attachment.created",
  "task.attachment.deleted",
  "task.comment.created",
  "task.comment.deleted",
  "task.comment.edited",
  "task.created",
  "task.deleted",
  "task.overdue",
  "task.relation.created",
  "task.relation.deleted",
  "task.reminder.fired",
  "task.updated",
  "tasks.overdue",
];
export const accountEvents = ["task.overdue", "task.reminder.fired", "tasks.overdue"];

export interface WebhookBody {
  readonly target_url?: string;
  readonly events?: readonly string[];
  readonly secret?: string;
  readonly basic_auth_user?: string;
  readonly basic_auth_password?: string;
}

export function createProjectHook(
  world: World,
  user: User,
  projectId: number,
  body: WebhookBody,
): Webhook {
  const checked = check(body, projectEvents);
  mustWrite(world, user, projectId);
  return insert(world, user, { projectId, userId: 0 }, checked);
}

export function createAccountHook(world: World, user: User, body: WebhookBody): Webhook {
  return insert(world, user, { projectId: 0, userId: user.id }, check(body, accountEvents));
}

/** Only the events change; the URL must be repeated and is not looked at. */
export function changeHook(
  world: World,
  user: User,
  { projectId, id, body }: { projectId: number; id: number; body: WebhookBody },
): Webhook {
  const { events } = check(body, projectEvents);
  const hook = projectHook(world, user, { projectId, id });
  return world.store.webhooks.save({ ...hook, events, updatedMs: world.now() });
}

export function deleteProjectHook(
  world: World,
  user: User,
  place: { readonly projectId: number; readonly id: number },
): void {
  world.store.webhooks.remove(projectHook(world, user, place).id);
}

export function deleteAccountHook(world: World, user: User, id: number): void {
  const hook = world.store.webhooks.get(id);
  if (hook === undefined || hook.userId !== user.id) throw forbidden();
  world.store.webhooks.remove(id);
}

export function projectHooks(world: World, user: User, projectId: number): readonly Webhook[] {
  const project = findProject(world.store, projectId);
  if (permissionOn(world.store, user, project) === null) throw notAllowed();
  return world.store.by.hooksOf(projectId);
}

export function accountHooks(world: World, user: User): readonly Webhook[] {
  return world.store.by.hooksOf(0).filter((hook) => hook.userId === user.id);
}

function insert(
  world: World,
  user: User,
  owner: { readonly projectId: number; readonly userId: number },
  body: Required<WebhookBody>,
): Webhook {
  return world.store.webhooks.insert({
    ...owner,
    targetUrl: body.target_url,
    events: body.events,
    secret: body.secret,
    basicAuthUser: body.basic_auth_user,
    basicAuthPassword: body.basic_auth_password,
    createdById: user.id,
    createdMs: world.now(),
    updatedMs: world.now(),
  });
}

function mustWrite(world: World, user: User, projectId: number): void {
  const permission = permissionOn(world.store, user, findProject(world.store, projectId));
  if (permission === null || permission < 1) throw forbidden();
}

function projectHook(
  world: World,
  user: User,
  { projectId, id }: { readonly projectId: number; readonly id: number },
): Webhook {
  mustWrite(world, user, projectId);
  const hook = world.store.webhooks.get(id);
  if (hook === undefined || hook.projectId !== projectId) throw forbidden();
  return hook;
}

function check(body: WebhookBody, offered: readonly string[]): Required<WebhookBody> {
  const { target_url: url = "", events = [] } = body;
  if (url === "") throw required("target_url");
  if (events.length === 0) throw required("events");
  if (!URL.canParse(url)) throw invalidField("target_url", `${url} does not validate as url`);
  if (!/^https?:/.test(url)) throw invalidField("target_url");
  if (!events.every((event) => offered.includes(event))) throw invalidField("events");
  return {
    target_url: url,
    events,
    secret: body.secret ?? "",
    basic_auth_user: body.basic_auth_user ?? "",
    basic_auth_password: body.basic_auth_password ?? "",
  };
}
