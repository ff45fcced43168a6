import type { ConfigFlags } from "@/config/read_config.ts";
import type { ParsedArguments } from "@/cli/arguments.ts";

/** Which configuration these options name. */
export function namedBy(
  { config, profile }: ParsedArguments["common"],
): Pick<ConfigFlags, "config" | "profile"> {
  return { ...config === null ? {} : { config }, ...profile === null ? {} : { profile } };
}

/** Of the line that is being typed, which need not be one yet. */
export function profileGiven(args: readonly string[]): string | null {
  const inline = args.findLast((word) => word.startsWith("--profile="))?.slice(10) ?? null;
  const at = args.slice(0, -1).lastIndexOf("--profile");
  return inline ?? (at < 0 || at === args.length - 2 ? null : args[at + 1] ?? null);
}
