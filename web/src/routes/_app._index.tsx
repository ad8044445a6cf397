import { JoinForm } from "~/pages/home/JoinForm";
import { MyMeetings } from "~/pages/home/MyMeetings";
import { NewMeeting } from "~/pages/home/NewMeeting";
import { t } from "~/text/t";

export function meta() {
  return [{ title: t.product }];
}

export default function Home() {
  return (
    <main className="mx-auto w-full max-w-3xl flex-1 px-4 pt-[9vh] pb-16 sm:px-8">
      <h1 className="text-xl font-semibold">{t.home.heading}</h1>
      <p className="mt-2 max-w-prose text-base text-ink-muted">{t.home.text}</p>
      <div className="mt-8 flex flex-col gap-4 sm:flex-row sm:items-start">
        <NewMeeting />
        <JoinForm />
      </div>
      <MyMeetings />
    </main>
  );
}
