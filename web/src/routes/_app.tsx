// The frame of the pages for somebody who is signed in.
import { Navigate, Outlet } from "react-router";

import { requireUser } from "~/api/currentUser";
import { signedIn } from "~/api/signedIn";
import { useReadable } from "~/lib/useReadable";
import { Header } from "~/ui/Header";

import type { Route } from "./+types/_app";

export async function clientLoader({ request }: Route.ClientLoaderArgs) {
  await requireUser(request.url);
  return null;
}

export default function AppLayout() {
  const user = useReadable(signedIn);
  if (!user) return <Navigate to="/login" replace />;
  return (
    <div className="flex min-h-dvh flex-col">
      <Header user={user} />
      <Outlet />
    </div>
  );
}
