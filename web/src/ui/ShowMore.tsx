import { useState } from "react";

import { messageOf } from "~/api/errors";
import { t } from "~/text/t";

import { Button } from "./Button";
import { toast } from "./toast";

interface Props {
  /** Where the next page begins; null: there is none. */
  cursor: unknown;
  more: () => Promise<void>;
  className?: string;
}

/** The rest of a list that comes in pages, where there is any. */
export function ShowMore({ cursor, more, className = "mt-4" }: Props) {
  const [busy, setBusy] = useState(false);
  if (cursor === null) return null;
  const show = (): void => {
    setBusy(true);
    more()
      .catch((error: unknown) => toast(messageOf(error)))
      .finally(() => setBusy(false));
  };
  return (
    <Button variant="secondary" busy={busy} className={className} onClick={show}>
      {t.myMeetings.showMore}
    </Button>
  );
}
