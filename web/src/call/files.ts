// Files that are put into the chat: announced, uploaded, and then said.
import { newId } from "~/lib/newId";
import { Store } from "~/lib/store";
import type { Requests } from "~/signaling/requests";

import type { Thumbnail } from "./drawThumbnail";
import { refusalOf } from "./refusal";
import { thumbnailOf } from "./thumbnail";
import { Thumbnails } from "./thumbnails";
import { download, downloadThumbnail, putThumbnail, upload, type Offered } from "./upload";
import type { ChatEntry, ChatPerson, FileActions, SharedFile, Upload } from "./view";

/** At a time: further ones wait. */
const AT_ONCE = 2;

interface Waiting extends Upload {
  file: File;
  to: ChatPerson | null;
  abort: AbortController;
}

export class Files implements FileActions {
  readonly uploads = new Store<readonly Waiting[]>([]);
  readonly #requests: Requests;
  readonly #code: string;
  readonly #send: (file: SharedFile, to: ChatPerson | null) => void;
  readonly #thumbnails = new Thumbnails();
  #running = 0;

  constructor(requests: Requests, code: string, send: (file: SharedFile, to: ChatPerson | null) => void) {
    this.#requests = requests;
    this.#code = code;
    this.#send = send;
  }

  /** For whom they are is settled now, whoever is written to meanwhile. */
  add(files: Iterable<File>, to: ChatPerson | null): void {
    const fresh = [...files].map((file): Waiting => {
      const { name, size } = file;
      return { key: newId(), name, size, part: 0, state: "waiting", code: "", file, to, abort: new AbortController() };
    });
    this.uploads.update((all) => [...all, ...fresh]);
    this.#next();
  }

  retry(key: string): void {
    this.#change(key, { state: "waiting", part: 0, code: "" });
    this.#next();
  }

  cancel(key: string): void {
    const found = this.uploads.get().find((one) => one.key === key);
    found?.abort.abort();
    this.#forget(key);
  }

  async read(entry: ChatEntry): Promise<Blob> {
    return download(this.#code, await this.#open(entry));
  }

  thumbnail(entry: ChatEntry): Promise<Blob> {
    const load = async (): Promise<Blob> => downloadThumbnail(this.#code, await this.#open(entry));
    return this.#thumbnails.get(entry.file?.id ?? "", load);
  }

  /** Nothing goes on without the call. */
  close(): void {
    for (const { abort } of this.uploads.get()) abort.abort();
    this.uploads.set([]);
  }

  #open({ id }: ChatEntry): Promise<Offered> {
    if (id === null) throw new Error("it is not sent yet");
    return this.#requests.request("file:open", { messageId: id });
  }

  #next(): void {
    const next = this.uploads.get().find(({ state }) => state === "waiting");
    if (!next || this.#running >= AT_ONCE) return;
    this.#running += 1;
    this.#change(next.key, { state: "sending" });
    void this.#carry(next).finally(() => {
      this.#running -= 1;
      this.#next();
    });
    this.#next();
  }

  async #carry({ key, file, name, size, to, abort }: Waiting): Promise<void> {
    if (size === 0) {
      this.#change(key, { state: "failed", code: "file_empty" });
      return;
    }
    // While its bytes are on their way.
    const thumbnail = thumbnailOf(file);
    const isCancelled = (): boolean => abort.signal.aborted;
    try {
      const offered = await this.#requests.request("file:offer", { name: name.slice(0, 200) || "file", size });
      const wrong = await upload(this.#code, offered, file, (part) => this.#change(key, { part }), abort.signal);
      if (isCancelled()) return;
      if (wrong !== null) {
        this.#change(key, { state: "failed", code: wrong });
        return;
      }
      const small = await this.#give(offered, await thumbnail, abort.signal);
      if (isCancelled()) return;
      this.#forget(key);
      this.#send({ id: offered.fileId, name: offered.name, mediaType: file.type, size, thumbnail: small }, to);
    } catch (error) {
      this.#change(key, { state: "failed", code: refusalOf(error).code });
    }
  }

  /** The size of what the server took; null: the file goes without. */
  async #give(offered: Offered, thumbnail: Thumbnail | null, signal: AbortSignal): Promise<SharedFile["thumbnail"]> {
    if (!thumbnail || signal.aborted) return null;
    const { width, height, picture } = thumbnail;
    if (!(await putThumbnail(this.#code, offered, picture, signal))) return null;
    this.#thumbnails.keep(offered.fileId, picture);
    return { width, height };
  }

  #change(key: string, change: Partial<Upload>): void {
    this.uploads.update((all) => all.map((one) => (one.key === key ? { ...one, ...change } : one)));
  }

  #forget(key: string): void {
    this.uploads.update((all) => all.filter((one) => one.key !== key));
  }
}
