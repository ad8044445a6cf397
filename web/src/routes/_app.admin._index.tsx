import { useState } from "react";

import { signedIn } from "~/api/signedIn";
import { useReadable } from "~/lib/useReadable";
import { Accounts } from "~/pages/admin/Accounts";
import { AdminLog } from "~/pages/admin/AdminLog";
import { Limits } from "~/pages/admin/Limits";
import { ServiceLoad } from "~/pages/admin/load/ServiceLoad";
import { OpenRooms } from "~/pages/admin/OpenRooms";
import { Servers } from "~/pages/admin/Servers";
import { Webhooks } from "~/pages/admin/Webhooks";
import { t } from "~/text/t";
import { Notice } from "~/ui/Notice";

export function meta() {
  return [{ title: t.titled(t.admin.heading) }];
}

export default function Admin() {
  const isAdmin = useReadable(signedIn)?.admin === true;
  const [changes, setChanges] = useState(0);
  const changed = (): void => setChanges((before) => before + 1);
  return (
    <main className="mx-auto w-full max-w-2xl flex-1 px-4 pt-6 pb-20 sm:px-8">
      <h1 className="text-xl font-semibold">{t.admin.heading}</h1>
      {!isAdmin && (
        <div className="mt-6">
          <Notice tone="danger">{t.errors.not_admin}</Notice>
        </div>
      )}
      {isAdmin && (
        <>
          <OpenRooms />
          <ServiceLoad />
          <Servers onChanged={changed} />
          <Webhooks onChanged={changed} />
          <Accounts onChanged={changed} />
          <AdminLog key={changes} />
          <Limits />
        </>
      )}
    </main>
  );
}
