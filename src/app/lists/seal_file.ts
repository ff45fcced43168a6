interface SealFilePorts {
  readonly isThere: (path: string) => boolean;
  readonly readTextFile: (path: string) => Promise<string>;
  readonly isSealed: (text: string) => boolean;
  readonly seal: (text: string, path: string, key: Uint8Array) => Promise<string>;
  /** As a whole; on disk when it returns. */
  readonly replace: (path: string, text: string) => void;
}

/** False: there is no such file, or it is sealed already. */
export async function sealFile(
  { isThere, readTextFile, isSealed, seal, replace }: SealFilePorts,
  path: string,
  key: Uint8Array,
): Promise<boolean> {
  if (!isThere(path)) return false;
  const text = await readTextFile(path);
  if (isSealed(text)) return false;
  replace(path, await seal(text.trim(), path, key));
  return true;
}
