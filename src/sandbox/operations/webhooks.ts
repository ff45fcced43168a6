import { webhookFields } from "../decode/bodies.ts";
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
import { listing } from "./outcome.ts";
import { bodyOf, idOf } from "./requests.ts";
import { ask, create, inVersion, list, type Operation, remove, update } from "./operation.ts";

const ofProject = "/projects/:project/webhooks";
const ofAccount = "/user/settings/webhooks";

export const webhookOperations: readonly Operation[] = [
  ask("/webhooks/events", "webhooks.events", () => ({ body: projectEvents })),
  list(
    ofProject,
    "projects_webhooks.read_all",
    (call) =>
      listing(projectHooks(call.world, call.user, idOf(call, "project")), {
        of: "Webhook",
        show: (page) => page.map((hook) => showWebhook(call.world, hook)),
      }),
  ),
  create(ofProject, "projects_webhooks.create", (call) => {
    const body = bodyOf<WebhookBody>(call, webhookFields);
    const hook = createProjectHook(call.world, call.user, idOf(call, "project"), body);
    return { body: showWebhook(call.world, hook, { fresh: true }) };
  }),
  update(`${ofProject}/:webhook`, "projects_webhooks.update", (call) => {
    const body = bodyOf<WebhookBody>(call, webhookFields);
    const place = { projectId: idOf(call, "project"), id: idOf(call, "webhook"), body };
    const hook = changeHook(call.world, call.user, place);
    return { body: echoWebhook(call.world, hook, body.target_url ?? "") };
  }),
  remove(`${ofProject}/:webhook`, "projects_webhooks.delete", (call) => {
    const place = { projectId: idOf(call, "project"), id: idOf(call, "webhook") };
    deleteProjectHook(call.world, call.user, place);
  }),
  ...inVersion(
    1,
    ask(`${ofAccount}/events`, "login", () => ({ body: accountEvents })),
    list(ofAccount, "login", (call) =>
      listing(accountHooks(call.world, call.user), {
        of: "Webhook",
        show: (page) => page.map((hook) => showWebhook(call.world, hook)),
      })),
    create(ofAccount, "login", (call) => {
      const body = bodyOf<WebhookBody>(call, webhookFields);
      const hook = createAccountHook(call.world, call.user, body);
      return { status: 200, body: showWebhook(call.world, hook, { fresh: true }) };
    }),
    remove(`${ofAccount}/:webhook`, "login", (call) => {
      deleteAccountHook(call.world, call.user, idOf(call, "webhook"));
    }),
  ),
];
