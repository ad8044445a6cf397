import { useEffect, useState, type ReactNode } from "react";

import { embedded } from "~/api/guestSession";
import type { Room } from "~/api/schemas";
import type { Call } from "~/call/call";
import { useMediaQuery, WIDE } from "~/lib/useMediaQuery";
import { useReadable, useSelected } from "~/lib/useReadable";
import { forgetCall } from "~/pages/meeting/start";
import type { Go, Own } from "~/pages/meeting/useMeeting";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Part } from "~/ui/Part";

import { ActivitiesPanel } from "./ActivitiesPanel";
import { Alone } from "./Alone";
import { AskedNotice } from "./AskedNotice";
import { Banner } from "./Banner";
import { BreakoutBar } from "./BreakoutBar";
import { ChatPanel } from "./ChatPanel";
import { CompanionBar } from "./CompanionBar";
import type { Controls, PanelName } from "./controls";
import { DeviceTroubles } from "./DeviceTroubles";
import { openBoard, useBoardNews } from "./drawing/useBoard";
import { failed } from "./failed";
import { GroupNotice } from "./GroupNotice";
import { HandsNotice } from "./HandsNotice";
import { HelpNotice } from "./HelpNotice";
import { HostControls } from "./HostControls";
import { KnocksNotice } from "./KnocksNotice";
import { LeaveQuestion } from "./LeaveQuestion";
import { Panel } from "./Panel";
import { PeoplePanel } from "./PeoplePanel";
import { isPermitted } from "./permitted";
import { PollNotice } from "./PollNotice";
import { SettingsDialog } from "./SettingsDialog";
import { Stage } from "./Stage";
import { resetStage } from "./stageView";
import { TimerChip } from "./TimerChip";
import { Toolbar } from "./Toolbar";
import { useBreakoutNews } from "./useBreakoutNews";
import { useArrivals } from "./useArrivals";
import { useRaisedHands } from "./useRaisedHands";
import { useLeaders } from "./useLeaders";
import { useReturn } from "./useReturn";
import { useShortcuts } from "./useShortcuts";
import { VolumeDialog } from "./VolumeDialog";
import { keepAwake } from "./wakeLock";

const TITLES = { chat: t.call.chat, people: t.call.people, activities: t.activities.heading };

interface Props extends Own {
  room: Pick<Room, "name" | "code" | "url">;
  call: Call;
  go: Go;
  inBreakout: boolean;
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

function Parts({ room: before, call, go, inBreakout, host, devices, local }: Props) {
  const wide = useMediaQuery(WIDE);
  const leads = useSelected(call.leading.permissions, (may) => may.has("moderate"));
  // As the room is called by now: before, a guest knew less.
  const room = { ...before, name: useSelected(call.room, (now) => now?.name) ?? before.name };
  const waiting = useSelected(call.knocks, ({ count }) => count);
  const [panel, setPanel] = useState<PanelName | null>(null);
  const [settings, setSettings] = useState(false);
  const [leading, setLeading] = useState(false);
  useArrivals(call);
  useRaisedHands(call);
  useLeaders(call);
  useBreakoutNews(call);
  useBoardNews(call);
  useReturn(room.code, call, local);

  useEffect(() => {
    // Dialogs and menus lie outside of this element, and look as it does.
    const { classList } = document.documentElement;
    classList.add("scheme-dark");
    return () => classList.remove("scheme-dark");
  }, []);
  useEffect(resetStage, [call]);
  useEffect(() => {
    call.setChatOpen(panel === "chat");
  }, [call, panel]);

  const toggle = (name: PanelName): void => setPanel((shown) => (shown === name ? null : name));
  const controls: Controls = {
    microphone: () => {
      const { on } = local.microphone.get();
      if (on || isPermitted(call, "microphone")) void local.setMicrophone(!on);
    },
    camera: () => {
      const { on } = local.camera.get();
      if (on || isPermitted(call, "camera")) void local.setCamera(!on);
    },
    present: () => {
      if (local.screen.get().on) local.stopScreen();
      else if (isPermitted(call, "present")) void local.startScreen();
    },
    chat: () => toggle("chat"),
    people: () => toggle("people"),
    activities: () => toggle("activities"),
    board: () => {
      if (call.board.opener.get() !== null) void call.board.close().catch(failed);
      else if (isPermitted(call, "present")) void openBoard(call);
    },
    hand: () => call.raiseHand(call.hand.get() === null),
    settings: () => setSettings(true),
    lead: () => setLeading(true),
    leave: () => {
      forgetCall();
      call.leave();
    },
  };
  useShortcuts(controls, {
    muted: () => local.microphone.get().track !== null && !local.microphone.get().on,
    set: (on) => {
      if (!on || isPermitted(call, "microphone")) void local.setMicrophone(on);
    },
  });

  return (
    <>
      <title>{waiting > 0 ? t.knocks.title(waiting, t.titled(room.name)) : t.titled(room.name)}</title>
      <Part name={t.parts.connection}>
        <Banner call={call} />
        <CompanionBar call={call} />
        {inBreakout && <BreakoutBar call={call} name={room.name} go={go} />}
      </Part>
      <main className="flex min-h-0 flex-1 gap-2 p-2 pb-0 sm:p-3 sm:pb-0">
        <h1 className="sr-only">{room.name}</h1>
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
            {/* Several may be there at a time: none lies over another. What comes most often is last, so that nothing
                moves under a finger. */}
            <div className="pointer-events-none absolute inset-x-3 top-3 z-20 flex flex-col items-center gap-2 *:pointer-events-auto">
              <TimerChip call={call} devices={devices} onOpen={controls.activities} />
              <AskedNotice call={call} local={local} />
              <KnocksNotice call={call} devices={devices} />
              <HelpNotice call={call} go={go} />
              <GroupNotice call={call} host={host} />
              <PollNotice call={call} shown={panel !== "activities"} onOpen={controls.activities} />
              {leads && panel !== "people" && <HandsNotice call={call} onOpen={controls.people} />}
              {!embedded && <Alone call={call} url={room.url} />}
            </div>
            <DeviceTroubles call={call} local={local} devices={devices} />
          </Part>
        </div>
        {panel !== null && (
          <Panel title={TITLES[panel]} beside={wide} onClose={() => setPanel(null)}>
            <Part key={panel} name={t.parts[panel]} place={{ className: "flex-1 content-center" }}>
              {panel === "chat" && <ChatPanel call={call} />}
              {panel === "people" && <PeoplePanel call={call} url={room.url} />}
              {panel === "activities" && <ActivitiesPanel call={call} go={go} inBreakout={inBreakout} />}
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
      <Part name={t.parts.hostControls}>
        <HostControls open={leading && leads} onOpenChange={setLeading} call={call} />
      </Part>
      <Part name={t.parts.settings}>
        <VolumeDialog />
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
      className="fixed inset-x-0 top-0 bottom-(--covered) flex flex-col bg-stage text-on-stage"
    >
      {children}
    </div>
  );
}
