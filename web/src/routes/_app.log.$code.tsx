import { useParams } from "react-router";

import { MeetingLog } from "~/pages/log/MeetingLog";
import { t } from "~/text/t";

export function meta() {
  return [{ title: t.titled(t.log.heading) }];
}

export default function Log() {
  const { code = "" } = useParams();
  return (
    <main className="mx-auto w-full max-w-2xl flex-1 px-4 pt-6 pb-20 sm:px-8">
      <MeetingLog key={code} code={code} />
    </main>
  );
}
