/** Of one process that serves many lists, among all of a database. */
export function serviceName(host: string, newId: () => string): string {
  return `${host} ${newId()}`;
}

export function hostOf(service: string): string {
  return service.split(" ")[0] ?? "";
}
