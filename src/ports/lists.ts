import type { SignUp } from "@/ports/sign_up.ts";
import type { Behind, Deliveries, Door, EngineStand, LoggedCounts, Place } from "@/ports/doors.ts";

/** A list that was found in the folder of all. */
export interface FoundList {
  readonly name: string;
  /** Its configuration. */
  readonly file: string;
  /** Another one when the file is another one. */
  readonly signature: string;
}

export interface FoundLists {
  readonly lists: readonly FoundList[];
  /** Folders with a configuration whose name cannot be that of a list. */
  readonly misnamed: readonly string[];
}

/** How a list does, without a word of what its tasks say. */
export interface ListStand {
  readonly name: string;
  readonly state: "starting" | "running" | "standby" | "failed";
  /** Where another host has it: that one; else `null`. */
  readonly owner: string | null;
  /** ISO; of the state. */
  readonly since: string;
  /** `null`: not known, as long as its configuration cannot be read. */
  readonly server: string | null;
  /** Why it does not run, or what does not work while it does; the message, where it cannot tell of tasks. */
  readonly error: { readonly code: string; readonly message: string | null } | null;
  /** As of the last step; `null` unless it runs. */
  readonly counts: ListCounts | null;
}

export type ListCounts = LoggedCounts & Omit<EngineStand, "counts" | "error">;

/** What the doors of all lists lead to. */
export interface BehindLists {
  /** `away`: there is that list, and it does not run; `null`: there is none. */
  deliveries(list: string): Deliveries | "away" | null;
  stands(): readonly ListStand[];
  /** Prometheus text. */
  metrics(): string;
  /** Whether how they do is offered over TCP as well. */
  readonly isOpenForMetrics: boolean;
  /** `null`: nobody can join. */
  readonly signUp: SignUp | null;
}

/** Where connections of all lists come in. */
export interface ListDoors {
  /** Their own socket, for commands that name the list's configuration. */
  openOwn(place: Place, behind: Behind): Promise<Door>;
  /** Over TCP only deliveries, and how the lists do. @throws {SyncError} `CONFIG`: the address cannot be had. */
  openShared(place: Place, behind: BehindLists): Promise<Door>;
}

export interface ServeListsOptions {
  /** `HOST:PORT` of the webhook receiver of all lists; `null`: none. */
  readonly listen: string | null;
  readonly isOpenForMetrics: boolean;
}

export interface ServeLists {
  /** Until the signal. @throws {SyncError} `CONFIG`: the folder or the address cannot be used; `LOCKED`. */
  run(
    options: ServeListsOptions,
    say: (level: "info" | "warn", text: string) => void,
    signal: AbortSignal,
  ): Promise<void>;
}

/** What is asked of somebody who is to be invited. */
interface InvitationAsked {
  /** `null`: one that nobody guesses. */
  readonly name: string | null;
  /** Of Vikunja. */
  readonly server: string;
  readonly sync: string;
  /** Under which people reach the service. */
  readonly address: string;
  /** How long it counts, as it was typed; `null`: a week. */
  readonly within: string | null;
}

/** What came of another key. */
export interface Rekeyed {
  /** Secrets that are sealed with it now and were not before. */
  readonly resealed: number;
  /** Files that no key opens, before as after. */
  readonly unreadable: readonly string[];
}

interface RemovedList {
  /** Where the person revokes the token that the list had, which nobody else can; `null`: not known. */
  readonly tokensAt: string | null;
}

/** What administrators do with a folder of lists, whether it is served or not. */
export interface Lists {
  /** Those that are served now. @throws {SyncError} `NOT_FOUND`: nobody serves the folder. */
  stands(): Promise<readonly ListStand[]>;
  /** The link to be sent. @throws {SyncError} `CONFIG`: there is no key; `USAGE`. */
  invite(asked: InvitationAsked): Promise<{ readonly link: string; readonly until: string }>;
  /** Seals what a list keeps of secrets in files; their names. @throws {SyncError} `CONFIG`, `NOT_FOUND`. */
  seal(name: string): Promise<readonly string[]>;
  /** Seals all secrets with a new key. What a run before that was killed has left is done as well. @throws {SyncError} `CONFIG`, `LOCKED` */
  rekey(signal: AbortSignal): Promise<Rekeyed>;
  /** Takes a list away with all that is kept of it here, once it is not served any more. @throws {SyncError} `NOT_FOUND`, `LOCKED`; `CONFIG`: its state is elsewhere. */
  remove(name: string, signal: AbortSignal): Promise<RemovedList>;
  /** All of it that is here, once it is not served any more: it was removed on another host. @throws {SyncError} `LOCKED` */
  takeAway(name: string): Promise<unknown>;
}
