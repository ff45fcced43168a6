import type { Invitations } from "@/ports/sign_up.ts";

/** A list that the hosts of a service have in common. */
interface SharedList {
  readonly name: string;
  /** Of its settings, from 1. */
  readonly version: number;
  /** It is to be taken away wherever it still is. */
  readonly isRemoved: boolean;
}

/** The lists of a service, where all of its hosts see them; their settings are sealed with a key that is not there. */
export interface SharedLists extends AsyncDisposable {
  /** For people; without a secret. */
  readonly shownAs: string;
  all(): Promise<readonly SharedList[]>;
  /** `null`: there is no such list. */
  read(name: string): Promise<{ readonly version: number; readonly sealed: string } | null>;
  /** Only where that version is still the last one (0: there is none). False: somebody was quicker. */
  store(name: string, before: number, sealed: string): Promise<boolean>;
  /** The same settings, sealed with another key, where nobody has stored others since. */
  reseal(name: string, before: string, sealed: string): Promise<void>;
  remove(name: string): Promise<void>;
  readonly invitations: Invitations;
}

/** Files of a list's folder by their names, as they can be read. */
export type ListFiles = Readonly<Record<string, string>>;

/** Which settings of those in the database a list here has, or had before somebody changed them here. */
export interface SettingsNote {
  readonly version: number;
  readonly digest: string;
}
