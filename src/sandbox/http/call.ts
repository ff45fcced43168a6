import { type ShownUser, showUndatedUser, showUser } from "../show/user.ts";
import type { User } from "../store/rows.ts";
import type { Fields } from "../decode/fields.ts";
import type { Refusal, SchemaRefusal } from "../errors.ts";
import type { Kind, Listing, Made, Read, Said, Shown } from "../operations/outcome.ts";
import type { TaskQuery } from "../rules/task_lists.ts";
import type { Behaviour } from "../version.ts";
import type { World } from "../world.ts";

/** One request, as a route sees it. */
export interface Call {
  readonly world: World;
  /** The version of the API that is spoken. */
  readonly dialect: Dialect;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  /** @throws the refusal of a route that needs somebody, when nobody is logged in. */
  readonly user: User;
  /** With a login, not with an API token. */
  readonly isLogin: boolean;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As it came. */
  readonly bodyText: string;
}

/** How one version of the API reads requests and writes answers. */
export interface Dialect {
  readonly version: 1 | 2;
  readonly verbs: Readonly<Record<Kind, string>>;
  /** A number of the path. */
  idOf(call: Call, name: string): number;
  bodyOf<T>(call: Call, fields: Fields): T;
  taskQueryOf(call: Call): TaskQuery;
  expandOf(call: Call): readonly string[];
  /** The words that a list is searched for. */
  searchOf(call: Call): string;
  listed(call: Call, listing: Listing): Answer;
  shown(call: Call, read: Read): Answer;
  created(call: Call, made: Made): Answer;
  updated(call: Call, shown: Shown): Answer;
  replaced(call: Call, shown: Shown): Answer;
  removed(call: Call): Answer;
  said(call: Call, said: Said): Answer;
  refused(refusal: Refusal | SchemaRefusal, publicUrl: string, as: Behaviour): Answer;
}

/** The caller as maker of something new: from a login the server does not know since when. */
export function showMaker({ user, isLogin }: Call): ShownUser {
  return isLogin ? showUndatedUser(user) : showUser(user);
}

export interface Answer {
  readonly status: number;
  /** JSON, or nothing. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Who may call: anybody, only a login (never an API token), any valid login or token (an older server takes
 * what looks like a token for one), or a token with these permissions (`group.name`; a login may always).
 */
export type Needs =
  | "nobody"
  | "login"
  | "anybody"
  | "anybody with a token"
  | readonly `${string}.${string}`[];

export interface Route {
  readonly method: string;
  /** Below `/api/v1` or `/api/v2`; `:name` is a parameter. */
  readonly path: string;
  readonly needs: Needs;
  run(call: Call): Answer;
}
