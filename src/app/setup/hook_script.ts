/** Second line of the hook: who takes it away keeps files without it. */
export const hookMark = "# vikunja-sync: on-exit hook, written by `install hook`";

export interface HookSettings {
  readonly stateDir: string;
  /** Words that start `vikunja-sync hook`. */
  readonly command: readonly string[];
  /** What of today's environment it is to have; never a secret. */
  readonly environment: Readonly<Record<string, string>>;
}

/** As Taskwarrior names them, however they were typed. */
export const changingCommands: readonly string[] = [
  "add",
  "annotate",
  "append",
  "delete",
  "denotate",
  "done",
  "duplicate",
  "edit",
  "import",
  "log",
  "modify",
  "prepend",
  "purge",
  "start",
  "stop",
  "synchronize",
  "undo",
];

/**
 * A POSIX shell script that starts no program while somebody looks at the spool: only builtins, and it always
 * ends with 0. A command that changes tasks is known by its name; any other has changed some when there is input,
 * like a report that made the next task of a repetition. The shell reads byte by byte and finds text in a long
 * line in quadratic time (100 kB: 15 s), so no line is searched and hardly one read.
 * A daemon that sees by itself what changes, and says so in its mark, is left nothing.
 * Whoever is marked as looking has the mark open, under the descriptor that it names: a number that went to
 * another process, or a process that is dead and not waited for, has not. Without `/proc` the number is all there is.
 * Recorded (contract, hooks): `undo`, `purge` and `task sync` tell an on-exit hook of no task.
 */
export function hookScript({ stateDir, command, environment }: HookSettings): string {
  const set = Object.entries(environment).map(([name, value]) => `${name}=${quoted(value)}`);
  return `#!/bin/sh
${hookMark}
[ "\${VIKUNJA_SYNC_RUNNING:-}" = 1 ] && exit 0
state=${quoted(stateDir)}
pid= open= sees=
{ { read -r pid open; read -r sees; } <"$state/daemon.pid"; } 2>/dev/null
[ "$sees" = seeing ] && [ "/proc/$pid/fd/$open" -ef "$state/daemon.pid" ] && exit 0
changed=
for word in "$@"; do
  case $word in
    ${changingCommands.map((name) => `command:${name}`).join("|")}) changed=1 ;;
  esac
done
[ -n "$changed" ] || read -r changed || exit 0
{ printf '%s\\n' - >>"$state/wakes/spool"; } 2>/dev/null || exit 0
for mark in daemon hook; do
  pid= open=
  { read -r pid open <"$state/$mark.pid"; } 2>/dev/null
  [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null || continue
  [ -e /proc/self ] || exit 0
  [ "/proc/$pid/fd/$open" -ef "$state/$mark.pid" ] && exit 0
done
${ifGone(command[0] ?? "")}(
  trap '' HUP INT
  exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
  { : >>"$state/hook.pid"; } 2>/dev/null && exec 9>>"$state/hook.pid"
  ${set.map((one) => `export ${one}; `).join("")}set -- ${command.map(quoted).join(" ")}
  command -v setsid && set -- setsid "$@"
  exec "$@"
) </dev/null >/dev/null 2>&1 &
{ printf '%s 9\\n' "$!" >"$state/hook.pid"; } 2>/dev/null
exit 0
`;
}

/** A cache was cleaned, a clone moved: then nobody would hear of it but by this line under the command's own. */
function ifGone(program: string): string {
  if (!program.startsWith("/")) return "";
  const says = `vikunja-sync: ${program} is gone, so changes wait; install it again, then ` +
    "`vikunja-sync install hook`";
  return `[ -x ${quoted(program)} ] || { printf '%s\\n' ${quoted(says)}; exit 0; }\n`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
