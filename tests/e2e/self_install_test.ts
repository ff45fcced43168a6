import assert from "node:assert/strict";
import { binaryTest } from "@tests/support/binary.ts";
import { until } from "@tests/support/until.ts";
import { createWorld, type Run } from "@tests/support/world.ts";

await binaryTest(
  "installs itself, says what is older, and goes with uninstall --all",
  async (binary) => {
    await using world = await createWorld({ binary });
    const bin = `${world.folder}/.local/bin`;
    const env = { PATH: `${bin}:${world.folder}/none` };
    const first = await world.run(["self-install", "--json"], env);
    assert.equal(first.code, 0, first.stderr);
    const { written, notes, stale } = JSON.parse(first.stdout);
    assert.equal(written[0], `${bin}/vikunja-sync`);
    assert.ok(written.includes(`${world.folder}/.local/share/man/man1/vikunja-sync-sync.1`));
    assert.deepEqual([notes, stale], [[], []]);
    const installed = async (...args: readonly string[]): Promise<Run> => {
      const { code, stdout, stderr } = await new Deno.Command(`${bin}/vikunja-sync`, {
        args: [...args],
        env: { ...world.env, ...env },
        clearEnv: true,
      }).output();
      const text = new TextDecoder();
      return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
    };
    assert.match((await installed("--version")).stdout, /^vikunja-sync /);
    const again = JSON.parse((await world.run(["self-install", "--json"], env)).stdout);
    assert.deepEqual(again.written, []);
    // The hook that another place has written is renewed by the one that stays.
    assert.equal((await world.run(["install", "hook"], env)).code, 0);
    const told = JSON.parse((await world.run(["self-install", "--json"], env)).stdout);
    assert.match(
      told.stale.join(),
      /hook .* is not as this version writes it: `vikunja-sync install hook`/,
    );
    const hooked = await installed("install", "hook");
    assert.equal(hooked.code, 0, hooked.stderr);
    assert.deepEqual(
      JSON.parse((await world.run(["self-install", "--json"], env)).stdout).stale,
      [],
    );
    await world.task("add", "Dig");
    // What it starts from is gone: the hook and `doctor` say so.
    await Deno.rename(`${bin}/vikunja-sync`, `${world.folder}/moved`);
    await until("the hook says so", async () => {
      const { stdout, stderr } = await new Deno.Command(world.env["VIKUNJA_SYNC_TASK"]!, {
        args: ["add", "Sow"],
        env: { ...world.env },
      }).output();
      const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
      return said.includes("vikunja-sync is gone, so changes wait");
    });
    const doctor = await world.run(["doctor"], env);
    assert.match(doctor.stdout, /starts .*\/\.local\/bin\/vikunja-sync, which is gone/);
    await Deno.rename(`${world.folder}/moved`, `${bin}/vikunja-sync`);
    const gone = await installed("uninstall", "--all", "--yes");
    assert.equal(gone.code, 0, gone.stdout + gone.stderr);
    assert.match(
      gone.stdout + gone.stderr,
      /program +\S+\/vikunja-sync, with \d+ files of help and completions\n/,
    );
    await assert.rejects(Deno.stat(`${bin}/vikunja-sync`), Deno.errors.NotFound);
    await assert.rejects(
      Deno.stat(`${world.folder}/.local/share/vikunja-sync`),
      Deno.errors.NotFound,
    );
  },
);
