// What is asked of the other side by changing a description: the API of the browser has no other way.

/** The description with each of its sections changed, the first of which is about the session. */
export const mapSections = (sdp: string, change: (section: string) => string): string =>
  sdp
    .split(/(?=^m=)/m)
    .map(change)
    .join("");

/** Adds to the parameters of a codec in a section, if it has any (RFC 8866, section 6.15). */
export const extendParameters = (section: string, payloadType: string, parameter: string): string =>
  section.replace(new RegExp(`^a=fmtp:${payloadType} [^\\r\\n]*`, "m"), `$&;${parameter}`);
