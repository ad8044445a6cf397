import { beforeEach, expect, it, vi } from "vitest";

import type { Requests } from "~/signaling/requests";

import { Files } from "./files";
import { thumbnailOf } from "./thumbnail";
import { downloadThumbnail, putThumbnail, upload } from "./upload";
import type { ChatEntry, SharedFile } from "./view";

vi.mock("./thumbnail", () => ({ thumbnailOf: vi.fn() }));
vi.mock("./upload", () => ({
  upload: vi.fn(),
  download: vi.fn(),
  downloadThumbnail: vi.fn(),
  putThumbnail: vi.fn(),
}));

const SMALL = { width: 480, height: 320, picture: new Blob(["small"]) };
const PICTURE = new File(["bytes"], "a.jpg", { type: "image/jpeg" });

beforeEach(() => {
  vi.mocked(thumbnailOf).mockReset().mockResolvedValue(SMALL);
  vi.mocked(upload).mockReset().mockResolvedValue(null);
  vi.mocked(putThumbnail).mockReset().mockResolvedValue(true);
  vi.mocked(downloadThumbnail)
    .mockReset()
    .mockResolvedValue(new Blob(["fetched"]));
});

function sender() {
  const sent: SharedFile[] = [];
  const request = vi.fn((name: string) =>
    Promise.resolve(name === "file:offer" ? { fileId: "f1", key: "k", name: "a.jpg" } : { fileId: "f1", key: "r" }),
  );
  const files = new Files({ request } as unknown as Requests, "abc", (file) => sent.push(file));
  return { files, sent, request };
}

const entry = (id: number | null): ChatEntry => ({ id, file: { id: "f1" } }) as unknown as ChatEntry;

it("sends a picture with its thumbnail, which the sender sees without fetching it", async () => {
  const { files, sent, request } = sender();
  files.add([PICTURE], null);
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toMatchObject({ id: "f1", name: "a.jpg", thumbnail: { width: 480, height: 320 } });
  expect(vi.mocked(putThumbnail).mock.calls[0]?.slice(0, 3)).toEqual([
    "abc",
    { fileId: "f1", key: "k", name: "a.jpg" },
    SMALL.picture,
  ]);
  expect(vi.mocked(upload).mock.invocationCallOrder[0]).toBeLessThan(
    vi.mocked(putThumbnail).mock.invocationCallOrder[0] ?? 0,
  );
  expect(await files.thumbnail(entry(null))).toBe(SMALL.picture);
  expect(request).toHaveBeenCalledTimes(1);
  expect(files.uploads.get()).toEqual([]);
});

it.each([
  ["there is none", () => vi.mocked(thumbnailOf).mockResolvedValue(null)],
  ["it is not taken", () => vi.mocked(putThumbnail).mockResolvedValue(false)],
])("sends the file all the same where %s", async (_, make) => {
  make();
  const { files, sent } = sender();
  files.add([PICTURE], null);
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]?.thumbnail).toBeNull();
});

it("gives none to a file that was refused, and says nothing of what was cancelled meanwhile", async () => {
  const { files, sent } = sender();
  vi.mocked(upload).mockResolvedValueOnce("file_type_refused");
  files.add([PICTURE], null);
  await vi.waitFor(() => expect(files.uploads.get()[0]?.code).toBe("file_type_refused"));
  expect(putThumbnail).not.toHaveBeenCalled();
  files.cancel(files.uploads.get()[0]?.key ?? "");

  let take: (taken: boolean) => void = () => undefined;
  vi.mocked(putThumbnail).mockReturnValueOnce(new Promise((resolve) => (take = resolve)));
  files.add([PICTURE], null);
  await vi.waitFor(() => expect(putThumbnail).toHaveBeenCalledOnce());
  files.cancel(files.uploads.get()[0]?.key ?? "");
  expect(vi.mocked(putThumbnail).mock.calls[0]?.[3].aborted).toBe(true);
  take(true);
  await vi.waitFor(() => expect(files.uploads.get()).toEqual([]));
  expect(sent).toEqual([]);
});

it("fetches those of others, with a key of the moment", async () => {
  const { files, request } = sender();
  expect(await (await files.thumbnail(entry(7))).text()).toBe("fetched");
  expect(request).toHaveBeenCalledWith("file:open", { messageId: 7 });
  expect(downloadThumbnail).toHaveBeenCalledWith("abc", { fileId: "f1", key: "r" });
});
