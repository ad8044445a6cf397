import { Mic, Video, X } from "lucide-react";

import type { CallView } from "~/call/view";
import type { LocalMedia } from "~/devices/localMedia";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { IconButton } from "~/ui/IconButton";
import { isolated } from "~/ui/isolated";

/** A leader asks for one's voice or picture; only oneself turns it on. */
export function AskedNotice({ call, local }: { call: CallView; local: LocalMedia }) {
  const asked = useReadable(call.leading.asked);
  const microphone = useReadable(local.microphone);
  const camera = useReadable(local.camera);
  if (!asked) return null;
  const isVoice = asked.source === "microphone";
  if ((isVoice ? microphone : camera).on) return null;
  const agree = (): void => {
    call.leading.answer();
    void (isVoice ? local.setMicrophone(true) : local.setCamera(true));
  };
  const Icon = isVoice ? Mic : Video;
  return (
    <div
      role="alert"
      className="flex w-full max-w-lg animate-rise flex-wrap items-center gap-2.5 rounded-md bg-raised px-3 py-2.5 text-ink shadow-float"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-accent" />
      <p className="min-w-40 flex-1 max-sm:basis-[calc(100%-5.5rem)]">{t.led.asked(isolated(asked.byName), isVoice)}</p>
      <Button size="sm" className="max-sm:order-last max-sm:ml-6.5" onClick={agree}>
        {isVoice ? t.led.unmute : t.led.showCamera}
      </Button>
      <IconButton icon={X} label={t.led.notNow} size="sm" onClick={() => call.leading.answer()} />
    </div>
  );
}
