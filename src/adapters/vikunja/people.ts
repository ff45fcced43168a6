import * as v from "valibot";
import { isYounger } from "@/adapters/vikunja/client/age.ts";
import type { Call, Client } from "@/adapters/vikunja/client/client.ts";
import { isStatus, mayLackRoute } from "@/adapters/vikunja/client/errors.ts";
import type { Account } from "@/adapters/vikunja/own_account.ts";

const people = v.array(v.object({ id: v.number(), username: v.string() }));

/** Who may be assigned to tasks; a project's people are asked for at most once a minute. */
interface People {
  /**
   * User name of whoever may see the project and gave the agent its name, else of the token's own account.
   * `null` for a project that is not known.
   */
  nameFor(agent: string, projectId: number | null, signal: AbortSignal): Promise<string>;
  /** `null`: nobody of that name may see the project, as far as the token may ask. */
  idOf(name: string, projectId: number, signal: AbortSignal): Promise<number | null>;
}

const maxAgeMs = 60_000;

export function createPeople({ client, account, now }: {
  readonly client: Client;
  readonly account: (signal: AbortSignal) => Promise<Account>;
  readonly now: () => Date;
}): People {
  const known = new Map<
    number,
    { readonly at: Date; readonly people: Promise<readonly Account[]> }
  >();

  function peopleOf(projectId: number, signal: AbortSignal): Promise<readonly Account[]> {
    const last = known.get(projectId);
    if (last !== undefined && isYounger(last.at, now(), maxAgeMs)) return last.people;
    const found = ask(projectId, signal).catch((error) => {
      known.delete(projectId);
      throw error;
    });
    known.set(projectId, { at: now(), people: found });
    return found;
  }

  async function ask(projectId: number, signal: AbortSignal): Promise<readonly Account[]> {
    const call: Call = {
      method: "GET",
      path: `/v1/projects/${projectId}/projectusers`,
      doing: `see who may see project ${projectId}`,
      permission: "projects: projectusers",
    };
    try {
      const parsed = v.safeParse(people, (await client.call(call, signal)).body);
      return parsed.success ? parsed.output : [];
    } catch (error) {
      // Without the permission, or on a server without the route, there is the own account.
      if (!isStatus(error, 401, 403, 404) && !mayLackRoute(error)) throw error;
      return [];
    }
  }

  return {
    async nameFor(agent, projectId, signal) {
      const all = projectId === null ? [] : await peopleOf(projectId, signal);
      const named = namesake(agent, all.map(({ username }) => username));
      return named ?? (await account(signal)).username;
    },
    async idOf(name, projectId, signal) {
      const found = (await peopleOf(projectId, signal)).find(({ username }) => username === name);
      if (found !== undefined) return found.id;
      const own = await account(signal);
      return own.username === name ? own.id : null;
    },
  };
}

/** Of these user names the longest that the agent's is, or begins with before its host and process. */
export function namesake(agent: string, names: readonly string[]): string | null {
  const fitting = names.filter((name) => agent === name || agent.startsWith(`${name}-`));
  return fitting.toSorted((a, b) => b.length - a.length)[0] ?? null;
}
