import assert from "node:assert/strict";
import type { SandboxOptions } from "@/sandbox/options.ts";
import { webhookReceiver } from "@tests/support/webhook_receiver.ts";
import { type Called, called } from "./client.ts";
import { recording, shapeOf } from "./recordings.ts";

const secret = "a shared secret";
const quick: SandboxOptions = { webhookRetryMs: 1 };

Deno.test("a webhook is signed with the hex HMAC-SHA256 of its exact body", async () => {
  await using receiver = webhookReceiver();
  await using it = await called();
  const project = await hooked(it, { target_url: receiver.url, events: ["task.created"], secret });
  await it.call("POST", `/api/v2/projects/${project}/tasks`, { title: "<b> & ünï" });
  const [delivery] = await receiver.atLeast(1);
  assert.equal(delivery?.headers["x-vikunja-signature"], await hmac(secret, delivery?.body ?? ""));
  assert.equal(delivery?.headers["content-type"], "application/json");
  assert.equal(delivery?.headers["authorization"], undefined);
  assert.ok(delivery?.body.includes("\\u003cb\\u003e \\u0026 ünï"));
});

Deno.test("the signature is computed as in the recording", async () => {
  const { secret, raw_body, headers } = await recording("task.updated");
  const recorded = headers.find(([name]) => name === "X-Vikunja-Signature")?.[1];
  assert.equal(await hmac(secret, raw_body), recorded);
});

Deno.test("a webhook with basic auth and no secret has an Authorization header and no signature", async () => {
  await using receiver = webhookReceiver();
  await using it = await called();
  const project = await hooked(it, {
    target_url: receiver.url,
    events: ["task.created"],
    basic_auth_user: "hook user",
    basic_auth_password: "p:ss",
  });
  await it.call("POST", `/api/v2/projects/${project}/tasks`, { title: "x" });
  const [delivery] = await receiver.atLeast(1);
  const { headers } = await recording("basic-auth");
  const recorded = headers.find(([name]) => name === "Authorization")?.[1];
  assert.equal(delivery?.headers["authorization"], recorded);
  assert.equal(delivery?.headers["x-vikunja-signature"], undefined);
});

Deno.test("a delivery is sent six times in all while the receiver answers 500, each with the same body", async () => {
  const { experiments } = await recording("retries");
  await using receiver = webhookReceiver();
  receiver.answer = () => new Response(null, { status: 500 });
  await using it = await called(quick);
  const project = await hooked(it, { target_url: receiver.url, events: ["task.created"] });
  await it.call("POST", `/api/v2/projects/${project}/tasks`, { title: "x" });
  await receiver.atLeast(experiments[0]?.deliveries.length ?? 0);
  await it.sandbox.close();
  assert.equal(receiver.received.length, 6);
  assert.equal(new Set(receiver.received.map(({ body }) => body)).size, 1);
});

Deno.test("a delivery is repeated until the receiver takes it", async () => {
  await using receiver = webhookReceiver();
  receiver.answer = () => new Response(null, { status: receiver.received.length < 3 ? 404 : 200 });
  await using it = await called(quick);
  const project = await hooked(it, { target_url: receiver.url, events: ["task.created"] });
  await it.call("POST", `/api/v2/projects/${project}/tasks`, { title: "x" });
  await receiver.atLeast(3);
  await it.sandbox.close();
  assert.equal(receiver.received.length, 3);
});

Deno.test("a redirect is followed with GET and counts as success", async () => {
  await using receiver = webhookReceiver();
  receiver.answer = ({ path }) =>
    path === "/redirected"
      ? new Response()
      : new Response(null, { status: 302, headers: { location: "/redirected" } });
  await using it = await called(quick);
  const target_url = `${receiver.url}/redirect`;
  const project = await hooked(it, { target_url, events: ["task.created"] });
  await it.call("POST", `/api/v2/projects/${project}/tasks`, { title: "x" });
  await receiver.atLeast(2);
  await it.sandbox.close();
  const seen = receiver.received.map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual(seen, ["POST /redirect", "GET /redirected"]);
});

Deno.test("a slow receiver delays nobody", async () => {
  await using slow = webhookReceiver();
  await using healthy = webhookReceiver();
  const released = Promise.withResolvers<Response>();
  slow.answer = () => released.promise;
  await using it = await called(quick);
  const project = await hooked(it, { target_url: slow.url, events: ["task.created"] });
  await it.call("PUT", `/api/v1/projects/${project}/webhooks`, {
    target_url: healthy.url,
    events: ["task.created"],
  });
  for (const title of ["a", "b"]) {
    await it.call("POST", `/api/v2/projects/${project}/tasks`, { title });
  }
  await healthy.atLeast(2);
  await slow.atLeast(2);
  released.resolve(new Response());
});

Deno.test("a hook of a parent project hears its children", async () => {
  await using receiver = webhookReceiver();
  await using it = await called();
  const parent = await hooked(it, { target_url: receiver.url, events: ["task.created"] });
  const child = await it.call("POST", "/api/v2/projects", {
    title: "child",
    parent_project_id: parent,
  });
  await it.call("POST", `/api/v2/projects/${child.body.id}/tasks`, { title: "x" });
  const [delivery] = await receiver.atLeast(1);
  assert.equal(JSON.parse(delivery?.body ?? "{}").data.task.project_id, child.body.id);
});

Deno.test("a move is heard in the new project only, and bulk labels with an empty list by nobody", async () => {
  await using receiver = webhookReceiver();
  await using it = await called();
  const events = ["task.updated"];
  const from = await hooked(it, { target_url: `${receiver.url}/from`, events });
  const to = await hooked(it, { target_url: `${receiver.url}/to`, events });
  const { body: task } = await it.call("POST", `/api/v2/projects/${from}/tasks`, { title: "x" });
  await it.call("PUT", `/api/v2/tasks/${task.id}/labels/bulk`, { labels: [] });
  await it.call("PATCH", `/api/v2/tasks/${task.id}`, { title: "x" });
  await it.call("PATCH", `/api/v2/tasks/${task.id}`, { project_id: to });
  await receiver.atLeast(1);
  await it.sandbox.close();
  assert.deepEqual(receiver.received.map(({ path }) => path), ["/to"]);
});

Deno.test("a server with default settings never calls a private address, and says nothing", async () => {
  await using receiver = webhookReceiver();
  await using it = await called({ ...quick, allowNonRoutable: false });
  const project = await hooked(it, { target_url: receiver.url, events: ["task.created"] });
  assert.equal(
    (await it.call("POST", `/api/v2/projects/${project}/tasks`, { title: "x" })).status,
    201,
  );
  await it.sandbox.close();
  assert.equal(receiver.received.length, 0);
});

Deno.test("webhookDisorder delivers everything once, in any order", async () => {
  await using receiver = webhookReceiver();
  await using it = await called({ webhookDisorder: true });
  const project = await hooked(it, { target_url: receiver.url, events: ["task.created"] });
  const titles = Array.from({ length: 20 }, (_, n) => `task ${n}`);
  const tasks = titles.map((title) => ({ title }));
  await it.call("POST", `/api/v2/projects/${project}/tasks/bulk`, { tasks });
  const received = await receiver.atLeast(20);
  const heard = received.map(({ body }) => JSON.parse(body).data.task.title as string);
  assert.deepEqual(heard.toSorted(), titles.toSorted());
});

const causes: Readonly<
  Record<string, (it: Called, task: number, project: number) => Promise<unknown>>
> = {
  "task.created": (it, _, project) =>
    it.call("PUT", `/api/v1/projects/${project}/tasks`, { title: "x" }),
  "task.updated": (it, task) => it.call("POST", `/api/v1/tasks/${task}`, { title: "edited" }),
  "task.comment.created": (it, task) =>
    it.call("PUT", `/api/v1/tasks/${task}/comments`, { comment: "hi" }),
  "task.relation.created": async (it, task, project) => {
    const other = await it.call("PUT", `/api/v1/projects/${project}/tasks`, { title: "other" });
    const relation = { other_task_id: other.body.id, relation_kind: "blocking" };
    await it.call("PUT", `/api/v1/tasks/${task}/relations`, relation);
  },
  "task.assignee.created": async (it, task) => {
    const me = await it.call("GET", "/api/v1/user");
    await it.call("PUT", `/api/v1/tasks/${task}/assignees`, { user_id: me.body.id });
  },
  "task.deleted": (it, task) => it.call("DELETE", `/api/v1/tasks/${task}`),
  "project.updated": (it, _, project) =>
    it.call("POST", `/api/v1/projects/${project}`, { title: "renamed" }),
  "project.deleted": (it, _, project) => it.call("DELETE", `/api/v1/projects/${project}`),
};

for (const [event, cause] of Object.entries(causes)) {
  Deno.test(`${event} is delivered in the shape of its recording`, async () => {
    await using receiver = webhookReceiver();
    await using it = await called();
    const project = await hooked(it, { target_url: receiver.url, events: [event] });
    const { body: task } = await it.call("PUT", `/api/v1/projects/${project}/tasks`, {
      title: "t",
    });
    if (event === "task.created") await receiver.atLeast(1);
    await cause(it, task.id, project);
    const received = await receiver.atLeast(1);
    const { raw_body } = await recording(event);
    assert.deepEqual(shapeOf(JSON.parse(received[0]?.body ?? "")), shapeOf(JSON.parse(raw_body)));
  });
}

async function hooked(it: Called, webhook: Readonly<Record<string, unknown>>): Promise<number> {
  const project = await it.project();
  const { status } = await it.call("PUT", `/api/v1/projects/${project}/webhooks`, webhook);
  assert.equal(status, 201);
  return project;
}

async function hmac(secret: string, body: string): Promise<string> {
  const encode = (text: string) => new TextEncoder().encode(text);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encode(secret), algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, encode(body))).toHex();
}
