import { useEffect, useState, type ReactNode } from "react";

import type { Room } from "~/api/schemas";
import type { Call } from "~/call/call";
import { useMediaQuery, WIDE } from "~/lib/useMediaQuery";
import { useReadable } from "~/lib/useReadable";
import { forgetCall } from "~/pages/meeting/start";
import type { Own } from "~/pages/meeting/useMeeting";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Part } from "~/ui/Part";

import { Alone } from "./Alone";
import { Banner } from "./Banner";
import { ChatPanel } from "./ChatPanel";
import type { Controls, PanelName } from "./controls";
import { DeviceTroubles } from "./DeviceTroubles";
import { GroupNotice } from "./GroupNotice";
import { LeaveQuestion } from "./LeaveQuestion";
import { Panel } from "./Panel";
import { PeoplePanel } from "./PeoplePanel";
import { SettingsDialog } from "./SettingsDialog";
import { Stage } from "./Stage";
import { Toolbar } from "./Toolbar";
import { useArrivals } from "./useArrivals";
import { useReturn } from "./useReturn";
import { useShortcuts } from "./useShortcuts";
import { keepAwake } from "./wakeLock";

interface Props extends Own {
  room: Room;
  call: Call;
  /** This person made the room. */
  host: boolean;
}

/** The call: the people, and the interface at the edges. Whatever part of it fails, the call goes on. */
export function CallPage(props: Props) {
  const { call } = props;
  useEffect(keepAwake, []);
  return (
    <Frame call={call}>
      <Part name={t.parts.page} besides={<Leave call={call} />} place={{ className: "flex-1 content-center" }}>
        <Parts {...props} />
      </Part>
    </Frame>
  );
}

/** The way out, where the controls are gone. */
function Leave({ call }: { call: Call }) {
  return (
    <Button size="sm" variant="danger" onClick={() => call.leave()}>
      {t.call.leave}
    </Button>
  );
}

function Parts({ room, call, host, devices, local }: Props) {
  const wide = useMediaQuery(WIDE);
  const [panel, setPanel] = useState<PanelName | null>(null);
  const [settings, setSettings] = useState(false);
  useArrivals(call);
  useReturn(room.code, call, local);

  useEffect(() => {
    // Dialogs and menus lie outside of this element, and look as it does.
    const { classList } = document.documentElement;
    classList.add("scheme-dark");
    return () => classList.remove("scheme-dark");
  }, []);
  useEffect(() => {
    call.setChatOpen(panel === "chat");
  }, [call, panel]);

  const toggle = (name: PanelName): void => setPanel((shown) => (shown === name ? null : name));
  const controls: Controls = {
    microphone: () => void local.setMicrophone(!local.microphone.get().on),
    camera: () => void local.setCamera(!local.camera.get().on),
    present: () => {
      if (local.screen.get().on) local.stopScreen();
      else void local.startScreen();
    },
    chat: () => toggle("chat"),
    people: () => toggle("people"),
    settings: () => setSettings(true),
    leave: () => {
      forgetCall();
      call.leave();
    },
  };
  useShortcuts(controls, {
    muted: () => local.microphone.get().track !== null && !local.microphone.get().on,
    set: (on) => void local.setMicrophone(on),
  });

  return (
    <>
      <title>{t.titled(room.name)}</title>
      <h1 className="sr-only">{room.name}</h1>
      <Part name={t.parts.connection}>
        <Banner call={call} />
      </Part>
      <main className="flex min-h-0 flex-1 gap-2 p-2 pb-0 sm:p-3 sm:pb-0">
        <div className="relative flex min-h-0 min-w-0 flex-1">
          <Part name={t.parts.stage} place={{ className: "flex-1 content-center" }}>
            <Stage call={call} />
          </Part>
          <Part
            name={t.parts.notice}
            place={{
              className: "absolute inset-x-3 top-3 z-20 mx-auto max-w-lg rounded-md bg-raised text-ink shadow-float",
            }}
          >
            <Alone call={call} url={room.url} />
            <GroupNotice call={call} host={host} />
            <DeviceTroubles local={local} devices={devices} />
          </Part>
        </div>
        {panel !== null && (
          <Panel title={panel === "chat" ? t.call.chat : t.call.people} beside={wide} onClose={() => setPanel(null)}>
            <Part
              key={panel}
              name={panel === "chat" ? t.parts.chat : t.parts.people}
              place={{ className: "flex-1 content-center" }}
            >
              {panel === "chat" ? <ChatPanel call={call} /> : <PeoplePanel call={call} url={room.url} />}
            </Part>
          </Panel>
        )}
      </main>
      <Part name={t.parts.toolbar} besides={<Leave call={call} />}>
        <Toolbar
          room={room}
          call={call}
          devices={devices}
          local={local}
          controls={controls}
          panel={panel}
          wide={wide}
        />
      </Part>
      <Part name={t.parts.leaveQuestion}>
        <LeaveQuestion call={call} />
      </Part>
      <Part name={t.parts.settings}>
        <SettingsDialog open={settings} onOpenChange={setSettings} devices={devices} local={local} />
      </Part>
    </>
  );
}

/** Says how the call is connected. Its children are not drawn again for that: media needs the moment. */
function Frame({ call, children }: { call: Call; children: ReactNode }) {
  const mode = useReadable(call.mode);
  const link = useReadable(call.link);
  return (
    <div
      data-testid="call"
      data-mode={mode}
      data-state={link}
      className="fixed inset-0 flex flex-col bg-stage text-on-stage"
    >
      {children}
    </div>
  );
}
