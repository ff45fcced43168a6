import type { Config } from "@/config/config.ts";

/** What decides which task list `task` works on. */
export function taskEnvironment(
  { taskwarrior: { taskrc, taskdata } }: Pick<Config, "taskwarrior">,
  env: (name: string) => string | undefined,
): Readonly<Record<string, string>> {
  const names = ["HOME", "PATH", "XDG_CONFIG_HOME"].flatMap((name) => {
    const value = env(name);
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(names),
    ...(taskrc === null ? {} : { TASKRC: taskrc }),
    ...(taskdata === null ? {} : { TASKDATA: taskdata }),
  };
}
