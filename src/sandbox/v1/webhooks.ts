import { webhookFields } from "../decode/bodies.ts";
import { type Route, route } from "../http/call.ts";
import {
  accountEvents,
  accountHooks,
  changeHook,
  createAccountHook,
  createProjectHook,
  deleteAccountHook,
  deleteProjectHook,
  projectEvents,
  projectHooks,
  type WebhookBody,
} from "../rules/webhooks.ts";
import { echoWebhook, showWebhook } from "../show/webhook.ts";
import { bodyOf, deleted, idOf, list } from "./requests.ts";

const ofProject = "/projects/:project/webhooks";
const ofAccount = "/user/settings/webhooks";

export const webhookRoutes: readonly Route[] = [
  route("GET", "/webhooks/events", "webhooks.events", () => ({ status: 200, body: projectEvents })),
  route("GET", ofProject, "projects_webhooks.read_all", (call) =>
    list(
      call,
      projectHooks(call.world, call.user, idOf(call, "project")),
      (page) => page.map((hook) => showWebhook(call.world, hook)),
    )),
  route("PUT", ofProject, "projects_webhooks.create", (call) => {
    const body = bodyOf<WebhookBody>(call, webhookFields);
    const hook = createProjectHook(call.world, call.user, idOf(call, "project"), body);
    return { status: 201, body: showWebhook(call.world, hook, { fresh: true }) };
  }),
  route("POST", `${ofProject}/:webhook`, "projects_webhooks.update", (call) => {
    const body = bodyOf<WebhookBody>(call, webhookFields);
    const place = { projectId: idOf(call, "project"), id: idOf(call, "webhook"), body };
    const hook = changeHook(call.world, call.user, place);
    return { status: 200, body: echoWebhook(call.world, hook, body.target_url ?? "") };
  }),
  route("DELETE", `${ofProject}/:webhook`, "projects_webhooks.delete", (call) => {
    const place = { projectId: idOf(call, "project"), id: idOf(call, "webhook") };
    deleteProjectHook(call.world, call.user, place);
    return deleted();
  }),
  route("GET", `${ofAccount}/events`, "login", () => ({ status: 200, body: accountEvents })),
  route("GET", ofAccount, "login", (call) =>
    list(
      call,
      accountHooks(call.world, call.user),
      (page) => page.map((hook) => showWebhook(call.world, hook)),
    )),
  route("PUT", ofAccount, "login", (call) => {
    const hook = createAccountHook(call.world, call.user, bodyOf<WebhookBody>(call, webhookFields));
    return { status: 200, body: showWebhook(call.world, hook, { fresh: true }) };
  }),
  route("DELETE", `${ofAccount}/:webhook`, "login", (call) => {
    deleteAccountHook(call.world, call.user, idOf(call, "webhook"));
    return deleted();
  }),
];
