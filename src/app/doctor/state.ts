import { type Check, note, ok, wrong } from "@/app/doctor/examination.ts";
import type { Finding } from "@/ports/setup.ts";
import type { TextFiles } from "@/ports/text_files.ts";

/** Who works on the log now. */
export const checkLock: Check = ({ config, daemon, lockStatus }) => {
  const path = `${config.stateDir}/direct.lock`;
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
export const checkSpool: Check = async ({ config, daemon, files, spool }) => {
  const { stateDir } = config;
  if (await files.facts(stateDir) === null) {
    return [note("spool", `${stateDir} is not there yet`, "vikunja-sync sync")];
  }
  if (!await files.isWritable(stateDir)) {
    return [wrong("spool", `${stateDir} cannot be written to`, `chmod u+rwx ${stateDir}`)];
  }
  const bytes = await spool.bytes();
  if (bytes === 0) return [ok("spool", "empty")];
  if (daemon !== null) return [ok("spool", `${bytes} bytes, being read`)];
  return [note("spool", "changes wait for the next run", "vikunja-sync sync")];
};

/** What others on this machine could read. */
export const checkFiles: Check = async ({ config, files }) => {
  const { stateDir, file } = config;
  const secrets = [stateDir, `${stateDir}/webhook-secret`, `${stateDir}/log.db`];
  const findings: Finding[] = [];
  for (const [at, path] of secrets.entries()) {
    if (!await isOpen(files, path)) continue;
    // Inside a closed folder nobody gets at the log.
    if (path.endsWith("log.db")) continue;
    const wanted = at === 0 ? "700" : "600";
    findings.push(wrong("files", `others can get at ${path}`, `chmod ${wanted} ${path}`));
  }
  for (const warning of config.warnings) {
    const [says = warning, mend = "chmod 600"] = warning.split(/: (?=chmod)/);
    findings.push(wrong("files", says, mend));
  }
  const text = file === null ? null : await files.read(file);
  const hasSecrets = text !== null && /^\s*(token|webhook_auth)\s*=/m.test(text);
  if (file !== null && hasSecrets && await isOpen(files, file)) {
    findings.push(wrong("files", `others can read the secrets in ${file}`, `chmod 600 ${file}`));
  }
  return findings.length > 0 ? findings : [ok("files", "what is secret is readable by you alone")];
};

/** To others than its owner. */
async function isOpen(files: TextFiles, path: string): Promise<boolean> {
  const mode = (await files.facts(path))?.mode ?? null;
  return mode !== null && (mode & 0o077) !== 0;
}
