interface FlagOption {
  readonly type: "flag";
  readonly short?: string;
  readonly summary: string;
}

interface TextOption {
  readonly type: "text";
  readonly short?: string;
  /** Stands for the value in the help. */
  readonly value: string;
  /** Where only these are values; a shell offers them. */
  readonly choices?: readonly string[];
  readonly summary: string;
}

interface ListOption {
  readonly type: "list";
  readonly short?: string;
  readonly value: string;
  /** As of {@link TextOption}. */
  readonly choices?: readonly string[];
  readonly summary: string;
}

export type Option = FlagOption | TextOption | ListOption;
/** By name, without the two dashes. */
export type Options = Readonly<Record<string, Option>>;

/** A text that was not given is `null`, a list empty. */
export type OptionValues<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends FlagOption ? boolean
    : O[Name] extends ListOption ? readonly string[]
    : string | null;
};

/** Every command has these. */
export const commonOptions = {
  json: { type: "flag", summary: "Print one JSON object" },
  quiet: { type: "flag", short: "q", summary: "Only results and errors" },
  verbose: { type: "flag", short: "v", summary: "A line for each request" },
  config: { type: "text", value: "FILE", summary: "Configuration file" },
  profile: { type: "text", value: "NAME", summary: "Configuration, log and daemon of that name" },
  help: { type: "flag", short: "h", summary: "Show this and do nothing" },
  version: { type: "flag", summary: "Show the version and do nothing" },
} as const satisfies Options;

/** Of commands that need the log to themselves. */
export const lockOptions = {
  "lock-timeout": {
    type: "text",
    value: "TIME",
    summary: "How long to wait for another run to end (10s)",
  },
  yes: { type: "flag", short: "y", summary: "Answer every question with yes" },
} as const satisfies Options;
