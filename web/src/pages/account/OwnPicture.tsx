import { useRef, useState } from "react";

import { messageOf } from "~/api/errors";
import { putPicture, removePicture } from "~/api/pictures";
import type { User } from "~/api/schemas";
import { t } from "~/text/t";
import { Avatar } from "~/ui/Avatar";
import { Button } from "~/ui/Button";
import { Notice } from "~/ui/Notice";
import { Section } from "~/ui/Section";

import { smallPicture } from "./smallPicture";

export function OwnPicture({ user }: { user: User }) {
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const has = (user.picture ?? null) !== null;

  const change = async (act: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await act();
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  const take = async (file: File): Promise<void> => {
    const picture = await smallPicture(file);
    if (picture) await putPicture(picture);
    else setProblem(t.ownPicture.unreadable);
  };

  return (
    <Section title={t.ownPicture.heading} text={t.ownPicture.text}>
      <div className="flex flex-wrap items-center gap-4">
        <Avatar userId={user.id} name={user.username} picture={user.picture} size="lg" />
        <input
          ref={input}
          type="file"
          accept="image/*"
          aria-label={t.ownPicture.file}
          tabIndex={-1}
          className="sr-only"
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            // The same file may be chosen again.
            target.value = "";
            if (file) void change(() => take(file));
          }}
        />
        <Button variant="secondary" busy={busy} onClick={() => input.current?.click()}>
          {t.ownPicture.choose}
        </Button>
        {has && (
          <Button variant="quiet" busy={busy} onClick={() => void change(removePicture)}>
            {t.ownPicture.remove}
          </Button>
        )}
      </div>
      {problem !== null && (
        <div className="mt-4">
          <Notice tone="danger">{problem}</Notice>
        </div>
      )}
    </Section>
  );
}
