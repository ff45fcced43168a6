/** Makes texts of no use to whoever reads them without the key. */
export interface Sealing {
  seal(text: string): Promise<string>;
  /** `null`: sealed with another key, or changed since. */
  open(sealed: string): Promise<string | null>;
}
