import type { AttributeField } from "@/domain/fields.ts";
import type { Profile } from "@/domain/profile.ts";
import type { Side } from "@/domain/task.ts";
import type { NotifyConfig } from "@/config/notify_config.ts";
import type { ConflictsConfig } from "@/config/conflicts_config.ts";
import type { DirectionConfig } from "@/config/direction_config.ts";
import type { MappingConfig } from "@/config/mapping_config.ts";
import type { SelectionConfig } from "@/config/selection_config.ts";
import type { StoreConfig } from "@/config/store_config.ts";
import type { SecretPlace } from "@/config/find_secret.ts";
import type { Token } from "@/config/token.ts";
import type { WhichToken } from "@/config/token_source.ts";

/** Where the Vikunja id of a linked task is noted in Taskwarrior. */
type LinkPlace = "annotation" | "uda" | "none";

export interface ServerConfig {
  /** Base address without a trailing slash and without `/api`. */
  readonly url: string;
  /**
   * Read once; asked for again it is the same one, unless it is to be read `again`.
   * @throws {SyncError} `CONFIG`: the token command failed or printed no token.
   */
  readonly token: (which?: WhichToken) => Promise<Token>;
  readonly tokenPlace?: SecretPlace;
}

interface TaskwarriorConfig {
  /** Name on PATH, or path, of `task`. */
  readonly program: string;
  /** `null`: not set, Taskwarrior's own default. */
  readonly taskrc: string | null;
  readonly taskdata: string | null;
  /** `auto`: straight into the data unless hooks of the user's must run. */
  readonly write: "auto" | "direct" | "import";
  /** How often the daemon runs `task sync`, besides after its own writes; `null`: never. */
  readonly syncEveryMs: number | null;
  /** The sync server whose replica we are, in place of a `task` on this machine; `null`: there is such a `task`. */
  readonly synced: SyncedConfig | null;
}

/** Where replicas of Taskwarrior 3 meet. */
export interface SyncedConfig {
  readonly at:
    | { readonly kind: "folder"; readonly folder: string }
    | {
      readonly kind: "server";
      /** Without a trailing slash. */
      readonly url: string;
      /** UUID in small letters: names the list. */
      readonly clientId: string;
      /** Read once. @throws {SyncError} `CONFIG` */
      readonly secret: () => Promise<Token>;
    };
  /** How often the daemon asks for what others have sent. */
  readonly everyMs: number;
}

/** Backups that are made without being asked for, and which of all are kept. */
interface BackupConfig {
  /** Whether `serve` makes one a day. */
  readonly isDaily: boolean;
  /** Absolute. */
  readonly folder: string;
  readonly keep: { readonly daily: number; readonly weekly: number };
}

/** Everything that can be set, checked and frozen. */
export interface Config {
  readonly profile: Profile;
  /** `null` only where the command said that it does without one, and none is set. */
  readonly server: ServerConfig | null;
  readonly taskwarrior: TaskwarriorConfig;
  /** Absolute; holds the log and the lock. Not made yet, perhaps. */
  readonly stateDir: string;
  /** The database that has the log; `null`: the state folder has it. */
  readonly store: StoreConfig | null;
  /** Absolute path of the certificates (PEM) that are trusted in place of the usual ones; `null`: those. */
  readonly caFile: string | null;
  /** As Taskwarrior would write it (`work.inbox`); `null`: the server's own default, Inbox. */
  readonly defaultProject: string | null;
  /** Names of the attributes in which Taskwarrior keeps these fields; `null`: not at all. */
  readonly attributes: Readonly<Record<AttributeField, string | null>>;
  readonly link: LinkPlace;
  /** The side that wins where both changed one field at the same time. */
  readonly tie: Side;
  /** How long to wait for another process to let go of the log. */
  readonly lockTimeoutMs: number;
  /** Reads in parallel. */
  readonly jobs: number;
  /** Age at which `sync` reads everything again. */
  readonly fullEveryMs: number;
  /** Age from which finished tasks without a counterpart stay in Taskwarrior; `null`: all go over. */
  readonly finishedWithinMs: number | null;
  /** Which tasks are synced; `null`: all. */
  readonly selection: SelectionConfig | null;
  /** Projects that go one way only; `null`: none. */
  readonly direction: DirectionConfig | null;
  /** Who wins where both sides changed one field; `null`: the newer edit. */
  readonly conflicts: ConflictsConfig | null;
  /** What corresponds to what. */
  readonly mapping: MappingConfig;
  /** How often the daemon asks Vikunja for what changed, in case a webhook was lost. */
  readonly pollEveryMs: number;
  /** `HOST:PORT` of the daemon's webhook receiver; `null`: none. */
  readonly listen: string | null;
  /** `HOST:PORT` of the page for browsers, port 0: a free one; `null`: there is to be none. */
  readonly page: string | null;
  /** How claims show: as the label `claimed` on both sides, as that tag and an assignee, or not. */
  readonly claimsMirror: "label" | "assignee" | "none";
  /** Where the daemon may listen for commands, the usual place first. */
  readonly socketPaths: readonly string[];
  /** `user:password` that senders of webhooks must show; `null`: the signature is enough. */
  readonly webhookAuth: string | null;
  readonly notify: NotifyConfig;
  readonly backup: BackupConfig;
  /** The file that was read; `null`: there is none. */
  readonly file: string | null;
  /** Where the environment names a file with the token; `null`: the token comes from elsewhere. */
  readonly tokenFile: string | null;
  /** Whether `VIKUNJA_TOKEN` has it: units do not see that. */
  readonly isTokenInEnvironment: boolean;
  /** What works and should be mended all the same. */
  readonly warnings: readonly string[];
}
