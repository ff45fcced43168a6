import assert from "node:assert/strict";
import { join } from "node:path";
import { listsService } from "@tests/support/lists_service.ts";
import { until } from "@tests/support/until.ts";
import { allPermissions, testAccount } from "@tests/support/vikunja_server.ts";

const [annas, berts, cleos] = [1, 2, 3].map((n) => `${n}ad1ee93-ac26-47ad-8b5c-6a6be0a4d5d8`);

Deno.test("serve --lists carries over each list of its own, whatever is wrong with the others", async () => {
  await using anna = await testAccount();
  const bert = await anna.stranger();
  await using world = await listsService();
  await anna.call("PUT", "/api/v1/projects", { title: "Annas secret garden" });
  const [annasProject] = await anna.call<{ id: number }[]>("GET", "/api/v1/projects");
  const [bertsProject] = await bert.call<{ id: number }[]>("GET", "/api/v1/projects");
  await anna.call("PUT", `/api/v1/projects/${annasProject?.id}/tasks`, { title: "Annas milk" });
  await bert.call("PUT", `/api/v1/projects/${bertsProject?.id}/tasks`, { title: "Berts milk" });
  const token = await anna.tokenWith(allPermissions);
  await world.add({ name: "anna", account: anna, token, client: String(annas) });
  const unknown = "tk_0000000000000000000000000000000000000000";
  await world.add({ name: "bert", account: bert, token: unknown, client: String(berts) });
  const away = { ...bert, url: "http://127.0.0.1:1" };
  await world.add({ name: "cleo", account: away, client: String(cleos) });
  await bert.call("PUT", `/api/v1/projects/${bertsProject?.id}/tasks`, { title: "More milk" });
  const service = join(world.folder, "service.toml");
  await Deno.writeTextFile(service, "[quota]\ntasks = 1\n");
  const url = await world.start();
  await until("anna's is linked", () => world.linked("anna"), (count) => count === 1);
  const stands = await until(
    "the others say what is wrong",
    world.stands,
    (all) => ["bert", "cleo"].every((name) => all.get(name)?.error != null),
  );
  assert.equal(stands.get("bert")?.error?.code, "AUTH");
  assert.equal(stands.get("cleo")?.error?.code, "SERVER_UNAVAILABLE");
  const metrics = await (await fetch(`${url}/metrics`)).text();
  assert.match(metrics, /^vikunja_sync_list_trouble\{list="bert",code="AUTH"\} 1$/m);
  assert.match(metrics, /^vikunja_sync_list_linked_tasks\{list="anna"\} 1$/m);
  assert.doesNotMatch(metrics + JSON.stringify([...stands]) + world.said.join(), /milk|garden/);
  // Another token, and another list: nobody starts anything anew.
  await world.add({ name: "bert", account: bert, client: String(berts) });
  await Deno.remove(join(world.folder, "cleo"), { recursive: true });
  const full = await until(
    "bert has as much as he may",
    async () => (await world.stands()).get("bert")?.error ?? null,
    (error) => error !== null && error.code !== "AUTH",
  );
  assert.deepEqual(full, {
    code: "QUOTA",
    message: "The list has as many tasks as it may (1); what came later waits",
  });
  assert.match(await Deno.readTextFile(join(world.folder, "bert/state/serve.log")), /\(QUOTA\)/);
  await Deno.remove(service);
  const bertsCounts = async () => (await world.stands()).get("bert")?.counts;
  await until("bert's first is there", bertsCounts, (counts) => counts?.pending === 1);
  await until(
    "bert's other task has its turn",
    bertsCounts,
    (counts) => counts?.linked === 2 && counts.pending === 0,
  );
  await until("cleo's is gone", world.stands, (all) => all.size === 2);
});
