import { startSandbox } from "@/sandbox/server.ts";
import type { Sandbox } from "@/sandbox/options.ts";
import { createWorld, type World, type WorldOptions } from "@tests/support/world.ts";

/** The usual profile of a world, and one more with a server of its own, over the same Taskwarrior list. */
interface TwoProfiles extends AsyncDisposable {
  readonly world: World;
  readonly other: Sandbox;
  /** Of the usual profile and of the other one: what is to stand in their files. */
  select(usual: string, other: string): Promise<void>;
  /** Titles on the server of the usual profile, and on the other one. */
  titles(): Promise<readonly [readonly string[], readonly string[]]>;
  /** Calls the other server. */
  api<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>;
}

/** Words that name the other profile. */
export const work = ["--profile", "work"];

export function profileFile(world: World, name = "work"): string {
  return `${world.folder}/.config/vikunja-sync@${name}/config.toml`;
}

async function writeProfile(
  world: World,
  { url, token }: Pick<Sandbox, "url" | "token">,
  more: string,
  name = "work",
): Promise<void> {
  const file = profileFile(world, name);
  await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
  const lines = [`url = "${url}"`, `token = "${token}"`, more, ""];
  await Deno.writeTextFile(file, lines.join("\n"), { mode: 0o600 });
}

export async function createTwoProfiles(options: WorldOptions = {}): Promise<TwoProfiles> {
  const world = await createWorld(options);
  const other = await startSandbox();
  const call = async <T>(
    { url, token }: Pick<Sandbox, "url" | "token">,
    method: string,
    path: string,
    body?: unknown,
  ) => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return await response.json() as T;
  };
  const titlesOf = async (server: Sandbox) => {
    const path = "/api/v2/tasks?per_page=1000&page=1&sort_by=id";
    const { items } = await call<{ items: { title: string }[] }>(server, "GET", path);
    return items.map(({ title }) => title).toSorted();
  };
  return {
    world,
    other,
    async select(usual, others) {
      await Deno.writeTextFile(world.env["VIKUNJA_SYNC_CONFIG"] ?? "", usual);
      await writeProfile(world, other, others);
    },
    titles: async () => [await titlesOf(world.server), await titlesOf(other)],
    api: (method, path, body) => call(other, method, path, body),
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await other.close();
    },
  };
}
