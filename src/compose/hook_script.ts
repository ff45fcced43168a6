/** Second line of the hook: who takes it away keeps files without it. */
export const hookMark = "# vikunja-sync: on-exit hook, written by `install hook`";

export interface HookSettings {
  readonly stateDir: string;
  /** Words that start `vikunja-sync hook`. */
  readonly command: readonly string[];
  /** What of today's environment it is to have; never a secret. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * A POSIX shell script that starts no program while somebody looks at the spool: only builtins. It reads the
 * first line of its input (the first task that the command changed) and always ends with 0.
 * Recorded (contract, hooks): `undo`, `purge` and `task sync` tell an on-exit hook of no task.
 */
export function hookScript({ stateDir, command, environment }: HookSettings): string {
  const set = Object.entries(environment).map(([name, value]) => `${name}=${quoted(value)}`);
  return `#!/bin/sh
${hookMark}
[ "\${VIKUNJA_SYNC_RUNNING:-}" = 1 ] && exit 0
state=${quoted(stateDir)}
uuid=-
if IFS= read -r line && [ -n "$line" ]; then
  case $line in
    *'"uuid":"'*) uuid=\${line#*'"uuid":"'}; uuid=\${uuid%%'"'*} ;;
  esac
else
  case " $* " in
    *' command:undo '*|*' command:purge '*|*' command:synchronize '*|*' command:sync '*) ;;
    *) exit 0 ;;
  esac
fi
{ printf '%s\\n' "$uuid" >>"$state/wakes/spool"; } 2>/dev/null || exit 0
for mark in daemon hook; do
  pid=
  { read -r pid <"$state/$mark.pid"; } 2>/dev/null
  [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null && exit 0
done
(
  trap '' HUP INT
  ${[...set.map((one) => `export ${one};`), "exec", ...command.map(quoted)].join(" ")}
) </dev/null >/dev/null 2>&1 &
{ printf '%s\\n' "$!" >"$state/hook.pid"; } 2>/dev/null
exit 0
`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
