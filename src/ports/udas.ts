/** An attribute that we keep something in and the configuration does not define as it has to be. */
export interface MissingUda {
  readonly name: string;
  /** What it keeps, in words. */
  readonly keeps: string;
  /** Lines that define it; empty where it is defined and of another type. */
  readonly lines: readonly string[];
  /** The type that it has now; `null`: it is not defined. */
  readonly otherType: string | null;
  /** Whether what it keeps is left out until it is defined; else it is kept, and does not show in reports. */
  readonly isLeftOut: boolean;
}

/** Lines that we added to a configuration file. */
export interface TaskrcAddition {
  readonly file: string;
  readonly lines: readonly string[];
  /** The line before them had no end, and got one. */
  readonly isGapOurs: boolean;
}

/** What was added to configuration files, kept so that it can be taken away exactly. */
export interface TaskrcRecord {
  read(): readonly TaskrcAddition[];
  /** In place of what was kept. */
  keep(additions: readonly TaskrcAddition[]): void;
}

/** Lines of the configuration file as we write them, for one attribute. */
export interface OwnLines {
  readonly name: string;
  readonly file: string;
  readonly lines: readonly string[];
  /** Whether we are known to have written them: a person may have written the same. */
  readonly isRecorded: boolean;
}

/** What Taskwarrior's configuration says of the attributes that we keep things in. */
export interface Udas {
  missing(signal: AbortSignal): Promise<readonly MissingUda[]>;
  /** Adds what is lacking to the configuration file, at once or not at all; returns the file's path. */
  addMissing(signal: AbortSignal): Promise<{ readonly file: string; readonly lines: number }>;
  /** What stands in the configuration file as we write it, by attribute. */
  ownLines(): readonly OwnLines[];
  /** Takes these away, at once or not at all; the file is then as it was before they came. */
  removeLines(lines: readonly OwnLines[]): void;
}

/** What it means that these are not there, in words. */
export function withoutUdas(missing: readonly MissingUda[]): string {
  const of = (isLeftOut: boolean, what: string) => {
    const names = missing.filter((each) => each.isLeftOut === isLeftOut).map(({ keeps }) => keeps);
    const list = [names.slice(0, -1).join(", "), ...names.slice(-1)].filter((part) => part !== "");
    return list.length === 0 ? [] : [`${list.join(" and ")} are ${what}`];
  };
  return [...of(false, "kept but do not show in reports"), ...of(true, "left out of Taskwarrior")]
    .join("; ");
}
