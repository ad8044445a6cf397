// Files on their way into the chat.
import { RotateCcw, X } from "lucide-react";

import type { CallView } from "~/call/view";
import { useReadable } from "~/lib/useReadable";
import { textOf } from "~/text/errors";
import { t } from "~/text/t";
import { IconButton } from "~/ui/IconButton";

export function Uploads({ call }: { call: CallView }) {
  const uploads = useReadable(call.files.uploads);
  if (uploads.length === 0) return null;
  return (
    <ul className="flex max-h-40 flex-col overflow-y-auto pb-1">
      {uploads.map(({ key, name, part, state, code }) => (
        <li key={key} className="flex items-center gap-1 pl-4">
          <div className="min-w-0 flex-1 text-xs">
            <p className="truncate font-medium">
              <bdi>{name}</bdi>
            </p>
            {state === "failed" ? (
              <p role="alert" className="text-danger">
                {textOf(code)}
              </p>
            ) : (
              <progress
                aria-label={t.files.uploading(name)}
                max={1}
                value={part}
                className="h-1 w-full accent-accent"
              />
            )}
          </div>
          {state === "failed" && (
            <IconButton icon={RotateCcw} label={t.files.retry(name)} size="sm" onClick={() => call.files.retry(key)} />
          )}
          <IconButton icon={X} label={t.files.cancel(name)} size="sm" onClick={() => call.files.cancel(key)} />
        </li>
      ))}
    </ul>
  );
}
