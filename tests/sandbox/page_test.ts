import assert from "node:assert/strict";
import { type Called, called } from "./client.ts";

async function read(it: Called, path: string): Promise<string> {
  const response = await fetch(it.sandbox.url + path);
  return await response.text();
}

async function submit(
  it: Called,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<{ readonly status: number; readonly location: string | null; readonly text: string }> {
  const response = await fetch(it.sandbox.url + path, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams(fields).toString(),
    redirect: "manual",
  });
  const { status } = response;
  return { status, location: response.headers.get("location"), text: await response.text() };
}

for (const as of ["2.5", "1.1"] as const) {
  Deno.test(`the page of the sandbox shows projects and tasks, and edits them through the server (${as})`, async () => {
    await using it = await called({ seed: "demo", as });
    const home = await read(it, "/?project=2");
    assert.match(home, />Call the plumber<\/a>/);
    const [, path = ""] = /href="(\/tasks\/\d+)">Call the plumber/.exec(home) ?? [];
    const added = await submit(it, "/tasks", { project: "2", title: "Mow <the> lawn" });
    assert.deepEqual([added.status, added.location], [303, "/?project=2"]);
    assert.match(await read(it, "/?project=2"), />Mow &lt;the&gt; lawn<\/a>/);

    const saved = await submit(it, path, {
      title: "Call the plumber again",
      description: "<p>Leaks</p>",
      priority: "2",
      percent: "40",
      project: "3",
      due: "2027-01-02T09:30",
      labels: "urgent, at home",
    });
    assert.deepEqual([saved.status, saved.location], [303, path]);
    const { body } = await it.call("GET", `/api/v1${path}`);
    const task = body as unknown as Record<string, unknown>;
    const labels = (task["labels"] as { readonly title: string }[]).map(({ title }) => title);
    assert.deepEqual(labels.sort(), ["at home", "urgent"]);
    for (
      const [name, value] of Object.entries({
        title: "Call the plumber again",
        description: "<p>Leaks</p>",
        priority: 2,
        percent_done: 0.4,
        project_id: 3,
        due_date: "2027-01-02T09:30:00Z",
        is_favorite: false,
      })
    ) assert.equal(task[name], value, name);

    await submit(it, `${path}/tick`, {});
    assert.equal((await it.call("GET", `/api/v1${path}`)).body.done, true);
    await submit(it, `${path}/comments`, { comment: "<b>Done?</b>" });
    assert.match(await read(it, path), /<p>&lt;b&gt;Done\?/);
    await submit(it, `${path}/delete`, {});
    assert.equal((await it.call("GET", `/api/v1${path}`)).status, 404);
  });
}

Deno.test("the page of the sandbox keeps what its form has no field for", async () => {
  await using it = await called({ seed: "demo" });
  const [, path = ""] = /href="(\/tasks\/\d+)">Water the plants/.exec(
    await read(it, "/?project=2"),
  ) ?? [];
  const before = (await it.call("GET", `/api/v2${path}`)).body as unknown as Record<
    string,
    unknown
  >;
  const page = await read(it, path);
  const fields = Object.fromEntries(
    [...page.matchAll(/name="(title|percent|due|start|end|labels)"[^>]*value="([^"]*)"/g)]
      .map(([, name = "", value = ""]) => [name, value]),
  );
  await submit(it, path, { ...fields, project: "2", priority: "0", description: "" });
  const after = (await it.call("GET", `/api/v2${path}`)).body as unknown as Record<string, unknown>;
  assert.deepEqual({ ...after, updated: before["updated"] }, before);
});

Deno.test("the page of the sandbox takes no form of another page, and says what the server refuses", async () => {
  await using it = await called({ seed: "demo" });
  const foreign = { origin: "http://example.org" };
  assert.equal((await submit(it, "/tasks", { project: "2", title: "x" }, foreign)).status, 403);
  const refused = await submit(it, "/tasks", { project: "999", title: "x" });
  assert.equal(refused.status, 404);
  assert.match(refused.text, /role="alert">This project does not exist/);
  assert.equal((await submit(it, "/tasks/1/nothing", {})).status, 404);
});
