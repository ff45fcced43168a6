import assert from "node:assert/strict";
import { until } from "@tests/support/until.ts";

/** A real systemd of one user, for a test alone. */
interface ServiceManager {
  readonly env: Readonly<Record<string, string>>;
  /** `systemctl --user`: what it says, and whether it succeeded. */
  ctl(...args: readonly string[]): Promise<{ readonly said: string; readonly ok: boolean }>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** In a mount namespace of its own. */
const cgroups = `mount --make-rprivate / &&
{ umount -R /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup; }`;

/** A cgroup tree and a `/run` of its own, since systemd starts where it finds both only. */
const enter = `${cgroups} &&
mount -t tmpfs none /run && mkdir -p /run/systemd/system &&
mkdir "$GROUP" && echo $$ > "$GROUP/cgroup.procs" && exec "$MANAGER" --user`;

/** Its groups stay behind it, empty. */
const tidy = `${cgroups} &&
find "$GROUP" -depth -type d -exec rmdir {} ';'`;

/** Where there is none: a machine without systemd, or without cgroup v2, or this is not root. */
export function canRunServiceManager(): boolean {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0 || !managers.some(isFile)) return false;
  const { success } = new Deno.Command("unshare", {
    args: ["--mount", "sh", "-c", cgroups],
    stdout: "null",
    stderr: "null",
  }).outputSync();
  return success;
}

/** Units are those of `env` (its HOME and XDG_CONFIG_HOME); what it starts inherits `env`. */
export async function startServiceManager(
  env: Readonly<Record<string, string>>,
): Promise<ServiceManager> {
  const manager = managers.find(isFile);
  assert.ok(manager);
  // Sockets in it have short paths.
  const runtime = await Deno.makeTempDir({ prefix: "vs-run-" });
  const all: Readonly<Record<string, string>> = {
    ...env,
    XDG_RUNTIME_DIR: runtime,
    PATH: Deno.env.get("PATH") ?? "",
  };
  const group = `/sys/fs/cgroup/${runtime.split("/").at(-1)}`;
  const child = new Deno.Command("unshare", {
    args: ["--mount", "sh", "-c", enter],
    env: {
      ...all,
      GROUP: group,
      MANAGER: manager,
      SYSTEMD_UNIT_PATH: `${all["XDG_CONFIG_HOME"]}/systemd/user:/usr/lib/systemd/user`,
    },
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  let isOver = false;
  const ended = child.status.finally(() => isOver = true);
  const ctl = async (...args: readonly string[]) => {
    const { success, stdout, stderr } = await new Deno.Command("systemctl", {
      args: ["--user", ...args],
      env: all,
      clearEnv: true,
    }).output();
    const text = new TextDecoder();
    return { said: (text.decode(stdout) + text.decode(stderr)).trim(), ok: success };
  };
  const dispose = async () => {
    if (!isOver) child.kill("SIGTERM");
    await ended;
    await new Deno.Command("unshare", {
      args: ["--mount", "sh", "-c", tidy],
      env: { GROUP: group },
      stdout: "null",
      stderr: "null",
    }).output();
    await Deno.remove(runtime, { recursive: true });
  };
  await until("systemd takes orders", async () => isOver || (await ctl("list-units")).ok);
  if (!isOver) return { env: all, ctl, [Symbol.asyncDispose]: dispose };
  await dispose();
  throw new Error("systemd ended as it was started");
}

const managers = ["/usr/lib/systemd/systemd", "/lib/systemd/systemd"];

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}
