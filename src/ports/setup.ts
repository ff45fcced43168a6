import type { Progress, SyncPlan } from "@/ports/operations.ts";

/** What became of webhooks; projects by title. */
export interface WebhooksReport {
  /** Where the server sends to; `null`: nowhere any more. */
  readonly url: string | null;
  readonly created: readonly string[];
  readonly kept: readonly string[];
  readonly removed: readonly string[];
  /** Heard by the webhook of the project above them, so they have none of their own. */
  readonly covered: number;
  /** Projects whose changes only the poll finds, and why. */
  readonly leftOut: readonly { readonly project: string; readonly reason: string }[];
  /** What the person should hear of. */
  readonly notes: readonly string[];
}

/** What became of files that belong to the system. */
export interface FilesReport {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
  /** What was found wrong with them, what was done besides, and what is left to do. */
  readonly notes: readonly string[];
}

/** Puts into place what makes changes arrive at once, and takes it away; run again, it changes nothing. */
export interface Installation {
  /** `url`: where the server reaches the daemon; `null`: where the daemon says it listens. */
  webhooks(url: string | null, signal: AbortSignal): Promise<WebhooksReport>;
  removeWebhooks(signal: AbortSignal): Promise<WebhooksReport>;
  /** The on-exit hook, and with leave the UDAs. */
  hook(signal: AbortSignal): Promise<FilesReport>;
  removeHook(signal: AbortSignal): Promise<FilesReport>;
  units(signal: AbortSignal): Promise<FilesReport>;
  removeUnits(signal: AbortSignal): Promise<FilesReport>;
}

/** One thing that `doctor` looked at. */
export interface Finding {
  /** Stable, for scripts: `token`, `webhooks` … */
  readonly check: string;
  /** `wrong` should be mended; a `note` works and should be known; `skipped` could not be looked at. */
  readonly state: "ok" | "wrong" | "note" | "skipped";
  readonly says: string;
  /** The command, or the step, that mends it; `null` where there is nothing to mend. */
  readonly mend: string | null;
  /** Nothing works before it is mended, whatever the other findings say. */
  readonly isFatal?: true;
}

export interface Doctor {
  /** Findings as they come; never rejects for what it looks at. */
  examine(signal: AbortSignal): AsyncIterable<Finding>;
}

/** What a server and a token are found to be before anything is written. */
export interface AccountCheck {
  readonly version: string;
  /** Permissions as the page that makes tokens groups them; empty: nothing lacks. */
  readonly missing: string;
  /** Of those that only webhooks need. */
  readonly missingForWebhooks: string;
  /** Of those that claims need to show as configured. */
  readonly missingForClaims: string;
  /** Those that a task can be put into, as Taskwarrior writes them, the Inbox first. */
  readonly projects: readonly string[];
}

/** What a new token is to be allowed, and where it is made. */
export interface TokenNeeds {
  /** Of the server. */
  readonly version: string;
  /** As its page that makes tokens groups them. */
  readonly needed: string;
  /** What works without them stays out, in words. */
  readonly optional: readonly { readonly permissions: string; readonly for: string }[];
  /** That page, with title and permissions filled in. */
  readonly page: string;
}

/** What set-up finds on this machine. */
export interface Surroundings {
  readonly taskwarrior: { readonly version: string; readonly dataFolder: string };
  /** Lines for the taskrc that would define our attributes. */
  readonly taskrcLines: readonly string[];
  readonly hasHook: boolean;
  /** What would run the daemon: the user's systemd, or nobody but itself. */
  readonly manager: "systemd" | "nobody";
  /** Of open tasks, as Taskwarrior writes them. */
  readonly projects: readonly string[];
  readonly hasDaemon: boolean;
}

/** What set-up asks of which tasks are synced. */
export interface ChosenSelection {
  /** As Taskwarrior writes them, all below them too; empty: any. */
  readonly projects: readonly string[];
  readonly excludeProjects: readonly string[];
  /** `90d`: tasks that were finished before that stay where they are; `null`: none. */
  readonly doneWithin: string | null;
}

export interface SettingsAnswers {
  readonly url: string;
  /** Kept in a file of its own where the configuration has no way to get one; `null`: as it is. */
  readonly token: string | null;
  /** File that holds the token, and with a `token` holds that one already; `null`: none was named. */
  readonly tokenFile: string | null;
  /** For tasks without one, as Taskwarrior writes it; `null`: as it is. */
  readonly project: string | null;
  /** Of the daemon's webhook receiver; `null`: as it is. */
  readonly listen: string | null;
  /** `null`: as it is. */
  readonly selection: ChosenSelection | null;
}

/** A task of Taskwarrior and one of Vikunja that an earlier syncer took for the same. */
export interface AdoptedPair {
  /** In lower case. */
  readonly uuid: string;
  readonly vikunjaId: number;
}

export interface AdoptReport {
  /** Pairs that are linked now and were not. */
  readonly linked: number;
  /** Pairs that were linked before. */
  readonly before: number;
  readonly leftOut: readonly { readonly pair: string; readonly reason: string }[];
}

/** What `init` does, question by question. */
export interface Setup {
  /** Changes nothing. @throws {SyncError} `TASK_MISSING`, `CONFIG`, `TASK_FAILED`: no Taskwarrior to work with. */
  look(signal: AbortSignal): Promise<Surroundings>;
  /** @throws {SyncError} `SERVER_UNAVAILABLE`, `SERVER_ANSWER`, `SERVER_TOO_OLD` */
  needed(url: string, signal: AbortSignal): Promise<TokenNeeds>;
  /** Opens a page where there is a browser; false: there is none. */
  show(page: string): Promise<boolean>;
  /**
   * Tries the token at that address; changes nothing there.
   * @throws {SyncError} `AUTH`: the server does not know the token; `SERVER_UNAVAILABLE`, `SERVER_ANSWER`.
   */
  check(url: string, token: string, signal: AbortSignal): Promise<AccountCheck>;
  /** What a first sync with these answers would do; changes nothing anywhere. */
  plan(
    answers: Pick<SettingsAnswers, "url" | "token" | "project" | "selection">,
    progress: (p: Progress) => void,
    signal: AbortSignal,
  ): Promise<SyncPlan>;
  /** @throws {SyncError} `CONFIG` */
  write(answers: SettingsAnswers): Promise<FilesReport>;
  /** Writes that alone. @throws {SyncError} `CONFIG` */
  select(selection: ChosenSelection): Promise<FilesReport>;
  /** Offers, one question each, what makes changes arrive at once; lines of what became of it. */
  offer(signal: AbortSignal): Promise<readonly string[]>;
  /** Puts one of them into place; lines of what became of it, also where it could not be done. */
  place(part: "hook" | "daemon" | "webhooks", signal: AbortSignal): Promise<readonly string[]>;
  /**
   * Links what an earlier syncer left: pairs in a file, and `vikunja_id` annotations.
   * @throws {SyncError} `CONFIG`: the file cannot be read or has no pairs; `LOCKED`; `BINDING`.
   */
  adopt(file: string | null, signal: AbortSignal): Promise<AdoptReport>;
}
