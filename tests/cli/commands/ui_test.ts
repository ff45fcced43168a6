import assert from "node:assert/strict";
import { createPageLinks } from "@/app/page/links.ts";
import { cli } from "@tests/cli/support.ts";

const url = "http://127.0.0.1:4711/login?t=once";
const invite = () => Promise.resolve(url);

Deno.test("ui opens the page in the browser, or says where it is", async () => {
  const opened: string[] = [];
  const show = (isThere: boolean) => (asked: string) => {
    opened.push(asked);
    return Promise.resolve(isThere);
  };
  const there = await cli(["ui"], { page: { invite, show: show(true) } });
  assert.equal(there.stdout, `opened in the browser: ${url}\n`);
  const nowhere = await cli(["ui"], { page: { invite, show: show(false) } });
  assert.equal(nowhere.stdout, `open this in a browser: ${url}\n`);
  assert.deepEqual(opened, [url, url]);
});

Deno.test("ui --url prints the address and opens nothing", async () => {
  const { code, stdout } = await cli(["ui", "--url"], { page: { invite } });
  assert.deepEqual([code, stdout], [0, `${url}\n`]);
});

Deno.test("ui says how to start the daemon where none runs", async () => {
  const page = createPageLinks(() => Promise.resolve(null), () => Promise.resolve(true));
  const { code, stderr } = await cli(["ui"], { page });
  assert.equal(code, 4);
  assert.match(stderr, /no daemon runs/);
  assert.match(stderr, /`[^`]*serve`, or have systemd do so with `[^`]*install units`/);
});
