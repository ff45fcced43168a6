/** Minutes, seconds and thousandths since a schedule began. */
export function stamp(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  return `${String(minutes).padStart(2, "0")}:${
    ((ms % 60_000) / 1000).toFixed(3).padStart(6, "0")
  }`;
}
