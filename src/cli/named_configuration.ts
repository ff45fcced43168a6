import type { ConfigFlags } from "@/config/read_config.ts";
import { commonOptions } from "@/cli/option.ts";
import { tokensOf } from "@/cli/tokens.ts";

/** Which configuration options name. */
export type NamedConfiguration = Pick<ConfigFlags, "config" | "profile">;

export function namedBy(
  { config, profile }: { readonly config: string | null; readonly profile: string | null },
): NamedConfiguration {
  return { ...config === null ? {} : { config }, ...profile === null ? {} : { profile } };
}

const known = Object.fromEntries(
  Object.entries(commonOptions).map(([name, { type }]) => [name, { takesValue: type !== "flag" }]),
);

/** Of words that need not be a line that can be understood. */
export function namedIn(words: readonly string[]): NamedConfiguration {
  const given = tokensOf(words, known).flatMap((token) =>
    token.kind === "option" && token.value !== undefined ? [[token.name, token.value] as const] : []
  );
  const last = (name: string) => given.findLast(([each]) => each === name)?.[1] ?? null;
  return namedBy({ config: last("config"), profile: last("profile") });
}
