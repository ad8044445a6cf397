import { drainServer } from "~/api/admin";
import { t } from "~/text/t";
import { DangerDialog } from "~/ui/DangerDialog";
import { isolated } from "~/ui/isolated";

/** Seconds that meetings get. */
const DEADLINE = 600;

interface Props {
  name: string;
  onDone: () => void;
  onClose: () => void;
}

/** Asks before a server is emptied: the only one ends its meetings. */
export function DrainQuestion({ name, onDone, onClose }: Props) {
  return (
    <DangerDialog
      title={t.admin.drainHeading(isolated(name))}
      text={t.admin.drainText(DEADLINE / 60)}
      action={t.admin.drainAction}
      onConfirm={async () => {
        await drainServer(name, DEADLINE);
        onDone();
      }}
      onClose={onClose}
    />
  );
}
