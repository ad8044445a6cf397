import "~/lib/standIns";
import "~/theme/theme.css";

import { useEffect, type ReactNode } from "react";
import { Links, Meta, Outlet, Scripts, useLocation, useRouteError, type LinksFunction } from "react-router";

import { followAccount } from "~/api/account";
import { me } from "~/api/accounts";
import { mayShow } from "~/api/guestSession";
import { t } from "~/text/t";
import { followOtherTabs, THEME_SCRIPT } from "~/theme/theme";
import { followKeyboard } from "~/ui/covered";
import { ErrorPage } from "~/ui/ErrorPage";
import { Loading } from "~/ui/Loading";
import { Part } from "~/ui/Part";
import { Toasts } from "~/ui/Toasts";
import { TooltipProvider } from "~/ui/Tooltip";
import { Underway } from "~/ui/Underway";
import { useScrollPosition } from "~/ui/useScrollPosition";
import { tolerateTranslators } from "~/lib/translators";

if (typeof document !== "undefined") tolerateTranslators();

export const links: LinksFunction = () => [{ rel: "icon", href: "/icon.svg", type: "image/svg+xml" }];

export function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang={t.language} suppressHydrationWarning>
      <head>
        <meta charSet="utf-8" />
        <meta
          name="viewport"
          content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
        />
        <meta name="color-scheme" content="light dark" />
        <title>{t.product}</title>
        <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <Scripts />
      </body>
    </html>
  );
}

export default function App() {
  useScrollPosition();
  useEffect(followOtherTabs, []);
  useEffect(followKeyboard, []);
  useEffect(() => followAccount(me), []);
  const { pathname } = useLocation();
  const leaves = !mayShow(pathname);
  // As a page of its own, which no frame shows.
  useEffect(() => (leaves ? location.replace(pathname) : undefined), [leaves, pathname]);
  if (leaves) return <Loading />;
  return (
    <TooltipProvider>
      <Underway />
      <Outlet />
      <Part name={t.parts.shortNews}>
        <Toasts />
      </Part>
    </TooltipProvider>
  );
}

export function HydrateFallback() {
  return <Loading />;
}

export function ErrorBoundary() {
  return <ErrorPage error={useRouteError()} />;
}
