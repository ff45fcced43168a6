import assert from "node:assert/strict";
import { serverTask } from "@tests/support/quiet.ts";
import { createWorld, type World } from "@tests/support/world.ts";
import { isLong } from "@tests/support/long_form.ts";

interface Dropping extends AsyncDisposable {
  readonly url: string;
  drops: boolean;
}

/** In front of the server: takes one field out of all that is written, without a word, while it `drops`. */
function dropping(world: World, field: string): Dropping {
  const state = { drops: false };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const text = await request.text();
    const init = { method: request.method, headers: request.headers };
    const body = text === "" ? {} : {
      body: state.drops ? JSON.stringify(without(JSON.parse(text), field)) : text,
    };
    const headers = new Headers(init.headers);
    headers.delete("content-length");
    const answer = await fetch(`${world.env["VIKUNJA_URL"]}${pathname}${search}`, {
      ...init,
      headers,
      ...body,
    });
    return new Response(answer.status === 204 ? null : await answer.text(), {
      status: answer.status,
      headers: answer.headers,
    });
  });
  return Object.assign(state, {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  });
}

function without(value: unknown, field: string): unknown {
  if (Array.isArray(value)) {
    return value.filter((item) => item !== field).map((item) => without(item, field));
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) =>
      name === field ? [] : [[name, without(inner, field)]]
    ),
  );
}

const written = [
  ["priority", "priority:H", "H", "priority:M", /2/],
  ["due_date", "due:2030-01-01T00:00:00Z", "20300101T000000Z", "due:2031-01-01T00:00:00Z", /2031/],
  ["description", "notes:typed", "typed", "notes:more", /more/],
] as const;

for (const [field, word, value, next, arrived] of written) {
  const attribute = word.split(":")[0] ?? "";
  const name =
    `N13: ${field} that the server drops from a write is said, and never comes back as an edit`;
  const ignore = field !== "priority" && !isLong;
  Deno.test({ name, ignore }, async () => {
    await using world = await createWorld({ line: "3" });
    await using proxy = dropping(world, field);
    const env = { VIKUNJA_URL: proxy.url };
    const sync = async (...args: readonly string[]) => await world.run(["sync", ...args], env);
    await world.task("add", "Dig");
    assert.equal((await sync("--yes")).code, 0);
    proxy.drops = true;
    await world.task("Dig", "modify", word);
    for (const args of [[], [], ["--full"]]) {
      const { code, stdout, stderr } = await sync(...args);
      assert.equal(code, 3, `${stdout}${stderr}`);
      const [task] = await world.export("Dig");
      assert.equal(task?.[attribute], value);
    }
    const { stdout } = await world.run(["status"], env);
    assert.match(stdout, /was not there afterwards/);
    proxy.drops = false;
    await world.task("Dig", "modify", next);
    assert.equal((await sync()).code, 0);
    assert.match(String((await serverTask(world, "Dig"))[field]), arrived);
  });
}
