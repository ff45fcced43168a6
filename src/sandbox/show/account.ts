import type { ApiToken, User } from "../store/rows.ts";
import { type Behaviour, behaviours } from "../version.ts";
import type { World } from "../world.ts";
import { freshInstant, readDate, readInstant, zeroDate } from "../time.ts";

export function showInfo(
  publicUrl: string,
  { as: version, concurrentWrites }: Pick<World, "as" | "concurrentWrites">,
): Record<string, unknown> {
  const as = behaviours[version];
  return {
    version: as.version,
    frontend_url: `${publicUrl}/`,
    motd: "",
    link_sharing_enabled: true,
    max_file_size: "20MB",
    max_items_per_page: 50,
    available_migrators: ["vikunja-file", "ticktick", "wekan", "csv"],
    task_attachments_enabled: true,
    enabled_background_providers: ["upload"],
    totp_enabled: true,
    legal: { imprint_url: "", privacy_policy_url: "" },
    caldav_enabled: true,
    auth: {
      local: { enabled: true, registration_enabled: true },
      ldap: { enabled: false },
      openid_connect: { enabled: false, providers: null },
    },
    email_reminders_enabled: true,
    user_deletion_enabled: true,
    task_comments_enabled: true,
    demo_mode_enabled: false,
    webhooks_enabled: true,
    public_teams_enabled: false,
    ...(as.tellsConcurrency
      ? { allow_icon_changes: false, enabled_pro_features: [], concurrent_writes: concurrentWrites }
      : {}),
  };
}

export function showRegistered(user: User): Record<string, unknown> {
  return {
    id: user.id,
    name: "",
    username: user.username,
    email: user.email,
    created: readInstant(user.createdMs),
    updated: freshInstant(user.updatedMs),
  };
}

export function showAccount(user: User): Record<string, unknown> {
  return {
    id: user.id,
    name: "",
    username: user.username,
    created: readInstant(user.createdMs),
    updated: readInstant(user.updatedMs),
    settings: {
      name: "",
      email_reminders_enabled: false,
      discoverable_by_name: false,
      discoverable_by_email: false,
      overdue_tasks_reminders_enabled: true,
      overdue_tasks_reminders_time: "9:00",
      default_project_id: user.defaultProjectId,
      week_start: 0,
      language: "",
      timezone: "GMT",
      frontend_settings: null,
      extra_settings_links: null,
    },
    deletion_scheduled_at: zeroDate,
    is_local_user: true,
    auth_provider: "local",
    is_admin: false,
  };
}

/** The secret is shown once, to who made it. */
export function showToken(
  token: ApiToken,
  as: Behaviour,
  { fresh = false } = {},
): Record<string, unknown> {
  return {
    id: token.id,
    title: token.title,
    ...(fresh ? { token: token.token } : {}),
    permissions: token.permissions,
    expires_at: readDate(token.expiresAt),
    created: fresh ? freshInstant(token.createdMs) : readInstant(token.createdMs),
    ...(as.saysMoreOfTokens ? { owner_id: token.ownerId } : {}),
  };
}
