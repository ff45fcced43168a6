import { SyncError } from "@/domain/errors.ts";

export interface Problem {
  /** File and line, variable or flag, as a person looks for it. */
  readonly where: string;
  readonly what: string;
  /** What to do about it; `null` where `what` says it. */
  readonly mend: string | null;
}

/** All of them in one error: nobody mends a configuration one message at a time. */
export function configError(problems: readonly Problem[]): SyncError {
  const lines = problems.map(({ where, what, mend }) =>
    `  ${where}: ${what}${mend === null ? "" : ` (${mend})`}`
  );
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const message = ["Cannot use the configuration: " + count, ...lines].join("\n");
  const isNew = problems.some(({ where, what }) => where === "url" && what === "is not set");
  return new SyncError("CONFIG", message, {
    hint: isNew
      ? "`vikunja-sync init` asks for all that is needed, and tries it."
      : "Flags go over environment variables, these over the configuration file.",
    details: { problems },
  });
}
