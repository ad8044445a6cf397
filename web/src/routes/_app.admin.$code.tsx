import { ArrowLeft } from "lucide-react";
import { Link, useParams } from "react-router";

import { Leading } from "~/pages/admin/Leading";
import { Timelines } from "~/pages/admin/Timelines";
import { Watched } from "~/pages/admin/Watched";
import { t } from "~/text/t";

export function meta() {
  return [{ title: t.titled(t.admin.meeting) }];
}

export default function AdminMeeting() {
  const { code = "" } = useParams();
  return (
    <main key={code} className="mx-auto w-full max-w-2xl flex-1 px-4 pt-6 pb-20 sm:px-8">
      <Link to="/admin" className="inline-flex items-center gap-1.5 text-accent hover:underline">
        <ArrowLeft aria-hidden className="size-4 rtl:rotate-180" />
        {t.admin.back}
      </Link>
      <h1 className="mt-3 text-xl font-semibold">{t.admin.meeting}</h1>
      <p className="mt-1 font-mono text-ink-muted">{code}</p>
      <Watched code={code} />
      <Leading code={code} />
      <Timelines code={code} />
    </main>
  );
}
