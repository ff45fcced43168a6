/**
 * The whole of a terminal, on which keys come as they are typed. Given back as it was when it is disposed of, and
 * where the process is stopped or ended before.
 */
export interface FullScreen extends Disposable {
  size(): { readonly columns: number; readonly rows: number };
  write(text: string): void;
  /** What was typed since, as it came; `null`: nobody types any more. */
  read(): Promise<string | null>;
  /** Told when the terminal has another size, or was given to others meanwhile. */
  onChange(told: () => void): void;
}
