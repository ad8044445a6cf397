// The frame of the pages for those who are not signed in.
import { Outlet } from "react-router";

import { Logo } from "~/ui/Logo";

export default function AuthLayout() {
  return (
    <div className="flex min-h-dvh flex-col bg-canvas">
      <header className="flex h-18 items-center px-4 sm:px-8">
        <Logo />
      </header>
      <main className="flex flex-1 items-start justify-center px-4 pt-[8vh] pb-16">
        <div className="w-full max-w-sm">
          <Outlet />
        </div>
      </main>
    </div>
  );
}
