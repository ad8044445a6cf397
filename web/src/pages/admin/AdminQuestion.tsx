import { makeAdmin, takeAdmin, type ServiceAccount } from "~/api/admin";
import { signedIn } from "~/api/signedIn";
import { t } from "~/text/t";
import { DangerDialog } from "~/ui/DangerDialog";
import { isolated } from "~/ui/isolated";

interface Props {
  account: ServiceAccount;
  onDone: () => void;
  onClose: () => void;
}

/** Asks before it is given or taken: it is a lot. */
export function AdminQuestion({ account: { id, username, admin }, onDone, onClose }: Props) {
  const own = signedIn.get()?.id === id;
  const name = isolated(username);
  const change = async (): Promise<void> => {
    if (admin) await takeAdmin(id, own);
    else await makeAdmin(id);
    const me = signedIn.get();
    if (own && me) signedIn.set({ ...me, admin: !admin });
    else onDone();
  };
  const [title, text] = admin
    ? [t.admin.takeHeading(name, own), own ? t.admin.takeOwnText : t.admin.takeText]
    : [t.admin.promoteHeading(name), t.admin.promoteText];
  return (
    <DangerDialog
      title={title}
      text={text}
      action={admin ? t.admin.takeAction : t.admin.promoteAction}
      onConfirm={change}
      onClose={onClose}
    />
  );
}
