/** What the C library that this process runs on does for its memory and its descriptors. */
export interface CLibrary {
  /** What was freed and is kept for the next who asks, and the pages of the program's own file. */
  giveBack(): void;
  /** Programs that are started from now on do not have it. */
  keepFromChildren(descriptor: number): void;
}

const names = {
  malloc_trim: { parameters: ["usize"], result: "i32" },
  madvise: { parameters: ["u64", "usize", "i32"], result: "i32" },
  getauxval: { parameters: ["usize"], result: "u64" },
  ioctl: { parameters: ["i32", "usize"], result: "i32" },
} as const;

/** `madvise(2)`: not needed soon. The next use finds the page in the system's cache again, in microseconds. */
const doNotNeed = 4;

/** `ioctl(2)`: closed where another program is executed; it takes nothing besides, as the others of that function do. */
const closeOnExec = 0x5451n;

/** Linux with glibc only; `null`: it is not that, or this process may not call it. */
export function openCLibrary(): CLibrary | null {
  if (Deno.build.os !== "linux") return null;
  const symbols = symbolsOf("libc.so.6");
  if (symbols === null) return null;
  const segments = unwrittenSegments(symbols.getauxval);
  return {
    giveBack() {
      symbols.malloc_trim(0n);
      for (const { start, length } of segments) symbols.madvise(start, length, doNotNeed);
    },
    keepFromChildren: (descriptor) => void symbols.ioctl(descriptor, closeOnExec),
  };
}

/** By its bare name it is the one that is loaded already, whichever that is. */
function symbolsOf(library: string) {
  try {
    return Deno.dlopen(library, names).symbols;
  } catch (thrown) {
    // Without it nothing but memory is kept: another C library, or no permission.
    if (thrown instanceof Error) return null;
    throw thrown;
  }
}

/** Of `getauxval(3)`: where the system has put the program's own headers, their length and number. */
const [headersAt, headerLength, headerCount] = [3n, 4n, 5n];
/** Of a header (elf(5), 64 bits): what it tells of, and whether it may be written to. */
const [itself, loaded] = [6, 1];
const writable = 2;

/**
 * What is mapped from the program's file and was never written to: what is executed, and constants. In what may be
 * written to are addresses that were filled in at the start.
 */
function unwrittenSegments(getauxval: (name: bigint) => bigint) {
  const at = getauxval(headersAt);
  const place = Deno.UnsafePointer.create(at);
  if (place === null) return [];
  const view = new Deno.UnsafePointerView(place);
  const length = Number(getauxval(headerLength));
  const headers = Array.from({ length: Number(getauxval(headerCount)) }, (_, index) => ({
    kind: view.getUint32(index * length),
    rights: view.getUint32(index * length + 4),
    address: view.getBigUint64(index * length + 16),
    size: view.getBigUint64(index * length + 40),
  }));
  const own = headers.find(({ kind }) => kind === itself);
  if (own === undefined) return [];
  const base = at - own.address;
  return headers
    .filter(({ kind, rights }) => kind === loaded && (rights & writable) === 0)
    .map(({ address, size }) => ({
      start: wholePages(base + address),
      length: wholePages(size),
    }));
}

function wholePages(bytes: bigint): bigint {
  return bytes & ~4_095n;
}
