/** What is wrong with the way to the server, as TLS tells it, and what mends it. */
interface TlsFault {
  readonly says: string;
  readonly hint: string;
}

/** `null`: nothing that is known before anything is sent; an alert may come later, too. */
export function tlsFault(code: string, host: string): TlsFault | null {
  if (/WRONG_VERSION_NUMBER|UNKNOWN_PROTOCOL|HTTP_REQUEST/.test(code)) {
    return {
      says: `${host} does not speak TLS (${code})`,
      hint: "The address may have to begin with http://, or to name another port.",
    };
  }
  if (/ALERT/.test(code) || !/CERT|SELF_SIGNED|VERIFY/.test(code)) return null;
  if (/HAS_EXPIRED|NOT_YET_VALID/.test(code)) {
    return {
      says: `the certificate of ${host} is of another time (${code})`,
      hint: "It has to be renewed on the server; or the clock of this machine is wrong.",
    };
  }
  if (/ALTNAME_INVALID|HOSTNAME_MISMATCH/.test(code)) {
    return {
      says: `the certificate of ${host} is for another name (${code})`,
      hint: "The address must name the server as its certificate does.",
    };
  }
  return {
    says: `the certificate of ${host} is not trusted (${code})`,
    hint:
      "Name the file with the certificate of its authority (PEM) in the configuration, as ca_file, " +
      "or in VIKUNJA_CA_FILE.",
  };
}
