import { type ShownUser, showUndatedUser, showUser } from "../show/user.ts";
import type { User } from "../store/rows.ts";
import type { World } from "../world.ts";

/** One request, as a route sees it. */
export interface Call {
  readonly world: World;
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

export function route(
  method: string,
  path: string,
  needs: Needs | `${string}.${string}`,
  run: (call: Call) => Answer,
): Route {
  const named = typeof needs === "string" && needs.includes(".");
  return { method, path, needs: named ? [needs as `${string}.${string}`] : needs as Needs, run };
}
