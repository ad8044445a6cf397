import { whoIsIt } from "~/api/currentUser";
import { CheckPage } from "~/pages/check/CheckPage";
import { t } from "~/text/t";
import { Header } from "~/ui/Header";
import { Logo } from "~/ui/Logo";

import type { Route } from "./+types/check";

export function meta() {
  return [{ title: t.titled(t.check.heading) }];
}

/** For everybody: whoever cannot sign in may want to know why. */
export async function clientLoader() {
  return { user: await whoIsIt().catch(() => null) };
}

export default function CheckRoute({ loaderData: { user } }: Route.ComponentProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      {user ? (
        <Header user={user} />
      ) : (
        <header className="flex h-18 items-center px-4 sm:px-8">
          <Logo />
        </header>
      )}
      <CheckPage />
    </div>
  );
}
