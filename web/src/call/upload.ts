// The bytes of a file on their way up, and down again.

const BASE = "/api/v1/rooms";

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

export async function download(code: string, { fileId, key }: Offered): Promise<Blob> {
  const query = new URLSearchParams({ key });
  const response = await fetch(`${at(code)}/${fileId}?${query.toString()}`);
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
