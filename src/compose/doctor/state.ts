import { spoolPath } from "@/adapters/fs/spool.ts";
import { constants } from "node:fs";
import { access, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileMode } from "@/adapters/system/configuration_sources.ts";
import { lockStatus } from "@/locks/lock_status.ts";
import type { Finding } from "@/ports/setup.ts";
import { type Check, note, ok, wrong } from "@/compose/doctor/examination.ts";

/** Who works on the log now. */
export const checkLock: Check = ({ config, daemon }) => {
  const path = join(config.stateDir, "direct.lock");
  const { state, holder } = lockStatus(path);
  if (state === "free") return Promise.resolve([ok("lock", "free")]);
  if (holder !== null && holder.pid === daemon?.info.pid) {
    return Promise.resolve([ok("lock", `the daemon's (process ${holder.pid})`)]);
  }
  const who = holder === null ? "another process" : `process ${holder.pid} (${holder.command})`;
  const mend = holder === null ? `fuser -v ${path}` : `wait for it, or: kill ${holder.pid}`;
  return Promise.resolve([note("lock", `${who} has it since ${holder?.since ?? "a while"}`, mend)]);
};

/** What hooks left, and whether they can. */
export const checkSpool: Check = async ({ config, daemon }) => {
  const { stateDir } = config;
  if (await fileMode(stateDir) === null) {
    return [note("spool", `${stateDir} is not there yet`, "vikunja-sync sync")];
  }
  const isWritable = await access(stateDir, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!isWritable) {
    return [wrong("spool", `${stateDir} cannot be written to`, `chmod u+rwx ${stateDir}`)];
  }
  const bytes = await stat(spoolPath(stateDir)).then(({ size }) => size, () => 0);
  if (bytes === 0) return [ok("spool", "empty")];
  if (daemon !== null) return [ok("spool", `${bytes} bytes, being read`)];
  return [note("spool", "changes wait for the next run", "vikunja-sync sync")];
};

/** What others on this machine could read. */
export const checkFiles: Check = async ({ config }) => {
  const { stateDir, file } = config;
  const secrets = [stateDir, join(stateDir, "webhook-secret"), join(stateDir, "log.db")];
  const findings: Finding[] = [];
  for (const [at, path] of secrets.entries()) {
    const mode = await fileMode(path);
    if (mode === null || (mode & 0o077) === 0) continue;
    // Inside a closed folder nobody gets at the log.
    if (path.endsWith("log.db")) continue;
    const wanted = at === 0 ? "700" : "600";
    findings.push(wrong("files", `others can get at ${path}`, `chmod ${wanted} ${path}`));
  }
  for (const warning of config.warnings) {
    const [says = warning, mend = "chmod 600"] = warning.split(/: (?=chmod)/);
    findings.push(wrong("files", says, mend));
  }
  if (file !== null && /^\s*(token|webhook_auth)\s*=/m.test(await readFile(file, "utf8"))) {
    const mode = await fileMode(file);
    if (mode !== null && (mode & 0o077) !== 0) {
      findings.push(wrong("files", `others can read the secrets in ${file}`, `chmod 600 ${file}`));
    }
  }
  return findings.length > 0 ? findings : [ok("files", "what is secret is readable by you alone")];
};
