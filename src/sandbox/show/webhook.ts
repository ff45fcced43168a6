import type { Webhook } from "../store/rows.ts";
import { freshInstant, readInstant, zeroDate } from "../time.ts";
import type { World } from "../world.ts";
import { showUserId } from "./user.ts";

/** Secrets are never shown again. */
export function showWebhook(world: World, hook: Webhook, { fresh = false } = {}) {
  const instant = fresh ? freshInstant : readInstant;
  return {
    id: hook.id,
    target_url: hook.targetUrl,
    events: hook.events,
    project_id: hook.projectId,
    user_id: hook.userId,
    secret: "",
    basic_auth_user: "",
    basic_auth_password: "",
    created_by: showUserId(world, hook.createdById),
    created: instant(hook.createdMs),
    updated: instant(hook.updatedMs),
  };
}

/** The answer to a change, which shows the URL sent and knows neither maker nor creation. */
export function echoWebhook(world: World, hook: Webhook, targetUrl: string) {
  return {
    ...showWebhook(world, hook, { fresh: true }),
    target_url: targetUrl,
    created_by: null,
    created: zeroDate,
  };
}
