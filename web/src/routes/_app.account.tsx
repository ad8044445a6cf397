import { signedIn } from "~/api/signedIn";
import { useReadable } from "~/lib/useReadable";
import { Appearance } from "~/pages/account/Appearance";
import { CalendarAddress } from "~/pages/account/CalendarAddress";
import { ChangePassword } from "~/pages/account/ChangePassword";
import { ApiKeys } from "~/pages/account/keys/ApiKeys";
import { OwnPicture } from "~/pages/account/OwnPicture";
import { Sessions } from "~/pages/account/Sessions";
import { Webhooks } from "~/pages/account/webhooks/Webhooks";
import { t } from "~/text/t";
import { Avatar } from "~/ui/Avatar";

export function meta() {
  return [{ title: t.titled(t.account.title) }];
}

export default function Account() {
  const user = useReadable(signedIn);
  if (!user) return null;
  return (
    <main className="mx-auto w-full max-w-2xl flex-1 px-4 pt-6 pb-20 sm:px-8">
      <div className="flex items-center gap-4">
        <Avatar userId={user.id} name={user.username} picture={user.picture} size="lg" />
        <div className="min-w-0">
          <h1 dir="auto" className="truncate text-left text-xl font-semibold">
            {user.username}
          </h1>
          <p className="truncate text-base text-ink-muted">{user.email}</p>
        </div>
      </div>
      <OwnPicture user={user} />
      <Appearance />
      <CalendarAddress />
      <Sessions />
      <ApiKeys />
      <Webhooks />
      <ChangePassword username={user.username} />
    </main>
  );
}
