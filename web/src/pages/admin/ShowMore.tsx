import { messageOf } from "~/api/errors";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { toast } from "~/ui/toast";

/** The rest of a list that comes in pages, where there is any. */
export function ShowMore({ cursor, more }: { cursor: unknown; more: () => Promise<void> }) {
  if (cursor === null) return null;
  return (
    <Button
      variant="secondary"
      className="mt-4"
      onClick={() => void more().catch((error: unknown) => toast(messageOf(error)))}
    >
      {t.myMeetings.showMore}
    </Button>
  );
}
