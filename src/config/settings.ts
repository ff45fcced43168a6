import * as v from "valibot";
import { noticeKinds, noticeTargets } from "@/domain/notice.ts";
import { attributeSettings } from "@/config/attribute_settings.ts";
import { parseBaseUrl } from "@/config/base_url.ts";
import { selectionSettings } from "@/config/selection_config.ts";
import { conflictSettings } from "@/config/conflicts_config.ts";
import { directionSettings } from "@/config/direction_config.ts";
import { syncedSettings } from "@/config/synced_settings.ts";
import { mappingSettings } from "@/config/mapping_config.ts";
import { storeAddress } from "@/config/store_address.ts";
import { choice, commandLine, duration, text } from "@/config/setting_forms.ts";

const address = v.pipe(
  text("an address in quotes, like https://vikunja.example.org"),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const parsed = parseBaseUrl(dataset.value);
    if (parsed.kind === "url") return parsed.url;
    addIssue({ message: `${parsed.what}; it looks like https://vikunja.example.org` });
    return NEVER;
  }),
);

const listenAddress = v.pipe(
  text("an address like 127.0.0.1:8765"),
  v.regex(
    /^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$/,
    "must be an address and a port like 127.0.0.1:8765",
  ),
);

const pageAddress = v.pipe(
  text('an address like 127.0.0.1:8766, or "off"'),
  v.regex(
    /^(off|(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5})$/,
    'must be an address and a port like 127.0.0.1:8766, or "off"',
  ),
);

const jobs = v.pipe(
  v.union([v.string(), v.number()], "must be a whole number from 1 to 32"),
  v.transform(Number),
  v.integer("must be a whole number from 1 to 32"),
  v.minValue(1, "must be at least 1"),
  v.maxValue(32, "must be at most 32"),
);

const keptForm = "must be a whole number from 0 to 1000";

const kept = v.pipe(
  v.union([v.string(), v.number()], keptForm),
  v.transform(Number),
  v.integer(keptForm),
  v.minValue(0, keptForm),
  v.maxValue(1_000, keptForm),
);

const choices = <const Options extends readonly string[]>(options: Options) =>
  v.array(choice(options), `must be a list of ${options.map((each) => `"${each}"`).join(", ")}`);

const httpAddress = v.pipe(
  text("an address in quotes, like https://ntfy.sh/my-topic"),
  v.regex(/^https?:\/\/[^\s/]+/i, "must be an address like https://ntfy.sh/my-topic"),
);

/** What each key takes, from a file as from a variable or flag (where every value is text). */
const settings = {
  url: address,
  token: text("a token in quotes"),
  token_file: text("a path in quotes"),
  token_command: commandLine,
  ca_file: text("a path in quotes"),
  task: text("a program or a path in quotes"),
  state_dir: text("a path in quotes"),
  store: storeAddress,
  store_password_file: text("a path in quotes"),
  list: v.pipe(
    text("a name in quotes"),
    v.maxLength(200, "must be at most 200 characters"),
  ),
  default_project: text("a project as Taskwarrior writes it, like work.inbox"),
  ...attributeSettings,
  ...selectionSettings,
  ...directionSettings,
  ...conflictSettings,
  ...mappingSettings,
  link: choice(["annotation", "uda", "none"]),
  ...syncedSettings,
  "taskwarrior.write": choice(["auto", "direct", "import"]),
  "taskwarrior.sync_every": duration,
  tie: choice(["vikunja", "taskwarrior"]),
  lock_timeout: duration,
  jobs,
  full_every: duration,
  finished_within: duration,
  poll_every: duration,
  listen: listenAddress,
  page: pageAddress,
  "claims.mirror": choice(["label", "assignee", "none"]),
  webhook_auth: v.pipe(
    text("a user name and a password"),
    v.regex(/^[^:]+:.+$/, "must be like user:password"),
  ),
  backup: choice(["daily", "off"]),
  backup_folder: text("a path in quotes"),
  keep_daily: kept,
  keep_weekly: kept,
  "notify.me": text("a user name in quotes"),
  "notify.kinds": choices(noticeKinds),
  "notify.to": choices(noticeTargets),
  "notify.due_within": duration,
  "notify.stale_after": duration,
  "notify.unsent_after": duration,
  "notify.command": commandLine,
  "notify.ntfy": httpAddress,
  "notify.ntfy_token_file": text("a path in quotes"),
  "notify.webhook": httpAddress,
};

export type SettingKey = keyof typeof settings;
export type SettingValues = {
  readonly [Key in SettingKey]?: v.InferOutput<(typeof settings)[Key]>;
};

export const settingKeys = Object.keys(settings) as readonly SettingKey[];

/** What is wrong with a value, in words, the first thing of each part; empty where nothing is. */
export function checkSetting(key: SettingKey, value: unknown): readonly string[] {
  const result = v.safeParse(settings[key], value, { abortPipeEarly: true });
  return result.success ? [] : [...new Set(result.issues.map((issue) => issue.message))];
}

/** A value that {@link checkSetting} found right, as it is used. */
export function settingValue<Key extends SettingKey>(
  key: Key,
  value: unknown,
): v.InferOutput<(typeof settings)[Key]> {
  return v.parse(settings[key], value) as v.InferOutput<(typeof settings)[Key]>;
}
