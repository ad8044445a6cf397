// The bytes of a file on their way up, and down again.

const BASE = "/api/v1/rooms";
/** For a thumbnail, up or down. */
const SMALL_WITHIN_MS = 20_000;

export interface Offered {
  fileId: string;
  key: string;
}

const at = (code: string): string => `${BASE}/${encodeURIComponent(code)}/files`;

/** Resolves with the code of what went wrong; null: it is there. */
export function upload(
  code: string,
  offered: Offered,
  file: Blob,
  onProgress: (part: number) => void,
  signal: AbortSignal,
): Promise<string | null> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const query = new URLSearchParams({ id: offered.fileId, key: offered.key });
    request.open("POST", `${at(code)}?${query.toString()}`);
    request.setRequestHeader("Accept", "application/json, application/problem+json");
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => resolve(request.status === 201 ? null : codeOf(request.responseText));
    request.onerror = () => resolve("offline");
    request.onabort = () => resolve("cancelled");
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

/** Resolves with whether the server took it. */
export async function putThumbnail(
  code: string,
  { fileId, key }: Offered,
  picture: Blob,
  signal: AbortSignal,
): Promise<boolean> {
  const query = new URLSearchParams({ key });
  const ends = new AbortController();
  const end = (): void => ends.abort();
  signal.addEventListener("abort", end);
  const timer = setTimeout(end, SMALL_WITHIN_MS);
  try {
    const path = `${at(code)}/${fileId}/thumbnail?${query.toString()}`;
    const response = await fetch(path, { method: "PUT", body: picture, signal: ends.signal });
    return response.status === 201;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}

export function download(code: string, opened: Offered): Promise<Blob> {
  return read(`${at(code)}/${opened.fileId}`, opened.key);
}

export function downloadThumbnail(code: string, opened: Offered): Promise<Blob> {
  return read(`${at(code)}/${opened.fileId}/thumbnail`, opened.key, AbortSignal.timeout(SMALL_WITHIN_MS));
}

/** The key in a header, so that the browser finds again what it keeps by its address. */
async function read(path: string, key: string, signal?: AbortSignal): Promise<Blob> {
  const response = await fetch(path, { headers: { "Meetd-File-Key": key }, ...(signal ? { signal } : {}) });
  if (!response.ok) throw new Error(`a file was not sent: ${response.status}`);
  return response.blob();
}

function codeOf(body: string): string {
  try {
    const said: unknown = JSON.parse(body);
    return typeof said === "object" && said !== null && "code" in said ? String(said.code) : "unexpected";
  } catch {
    return "unexpected";
  }
}
