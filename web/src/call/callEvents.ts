// What becomes of each thing that the server says during a call.
import type { SfuPath } from "~/rtc/sfu/sfuPath";
import type { PathSwitcher } from "~/rtc/switching/pathSwitcher";
import type { Connection } from "~/signaling/connection";
import type { KnocksChanged, Mode, RoomInfo } from "~/protocol/generated";

import type { Activities } from "./activities";
import type { Admission } from "./admission";
import type { Board } from "./board";
import type { Breakouts } from "./breakouts";
import type { Chat } from "./chat";
import type { Drawings } from "./drawings";
import type { Leading } from "./leading";
import type { Reactions } from "./reactions";
import type { Roster } from "./roster";
import { throughSfu } from "./throughSfu";
import type { CallPhase } from "./view";

export interface CallEventTargets {
  roster: Roster;
  chat: Chat;
  leading: Leading;
  activities: Activities;
  breakouts: Breakouts;
  reactions: Reactions;
  drawings: Drawings;
  board: Board;
  switcher: PathSwitcher;
  onMode: (mode: Mode) => void;
  onSpeaker: (participantId: string | null) => void;
  onRoom: (room: RoomInfo) => void;
  onKnocks: (knocks: KnocksChanged) => void;
  admission: Admission;
  onEnded: (phase: CallPhase) => void;
}

export function routeEvents(connection: Connection, targets: CallEventTargets): void {
  const { roster, chat, leading, activities, breakouts, drawings, board, switcher } = targets;
  const on = connection.on.bind(connection);
  const sfu = (act: (path: SfuPath) => void): void => throughSfu(switcher.paths).forEach(act);

  on("participant:joined", ({ participant }) => roster.put(participant));
  on("participant:updated", ({ participant }) => roster.put(participant));
  on("participant:left", ({ participantId }) => roster.remove(participantId));
  on("participants:changed", (changed) => roster.apply(changed));
  on("mode", targets.onMode);
  on("mode:settled", ({ epoch }) => switcher.settle(epoch));
  on("p2p:signal", ({ epoch, payload }) => switcher.receive(epoch, payload));
  on("sfu:producer:new", ({ producer }) => {
    for (const path of throughSfu(switcher.alive)) path.addProducer(producer);
  });
  on("sfu:producer:closed", ({ producerId }) => sfu((path) => path.removeProducer(producerId)));
  on("sfu:producer:demand", ({ producerId, spatialLayer }) =>
    sfu((path) => path.limitLayers(producerId, spatialLayer)),
  );
  on("sfu:consumer:closed", ({ consumerId }) => sfu((path) => path.consumerClosed(consumerId)));
  on("sfu:consumer:layers", ({ consumerId, spatialLayer }) =>
    sfu((path) => path.reportConsumer(consumerId, { sent: spatialLayer })),
  );
  on("sfu:consumer:score", ({ consumerId, producerScore }) =>
    sfu((path) => path.reportConsumer(consumerId, { sourceScore: producerScore })),
  );
  on("sfu:transport:closed", ({ transportId }) => sfu((path) => path.transportClosed(transportId)));
  on("speakers", ({ dominant }) => targets.onSpeaker(dominant));
  on("chat:message", ({ message }) => chat.receive(message));
  on("chat:changed", ({ message }) => chat.replace(message));
  on("chat:reacted", (reacted) => chat.reacted(reacted));
  on("knocks", targets.onKnocks);
  on("knock:answered", ({ outcome }) => targets.admission.answered(outcome));
  on("room:changed", ({ room }) => targets.onRoom(room));
  on("people:led", (led) => leading.led(led));
  on("media:stopped", ({ sources }) => leading.stopped(sources));
  on("media:asked", (asked) => leading.asked.set(asked));
  on("permissions", ({ permissions }) => {
    leading.allow(permissions);
    // Who may make polls sees more of them.
    void activities.load();
  });
  on("poll:changed", ({ poll }) => activities.changed(poll));
  on("poll:deleted", ({ pollId }) => activities.deleted(pollId));
  on("breakouts:changed", ({ breakouts: shown }) => breakouts.changed(shown));
  on("breakouts:said", (said) => breakouts.said(said));
  on("breakouts:help", (asked) => breakouts.help.set(asked));
  on("breakout:time", ({ left }) => breakouts.setTimeLeft(left));
  on("breakout:moved", ({ code }) => breakouts.moved(code));
  on("timer:changed", ({ timer }) => activities.setTimer(timer));
  on("reactions", ({ reactions }) => targets.reactions.receive(reactions));
  on("draw:shown", (shown) => drawings.shown(shown.drawings));
  on("draw:stroked", (stroked) => drawings.stroked(stroked.on, stroked.pieces));
  on("draw:removed", (removed) => drawings.removed(removed.on, removed.strokeId));
  on("draw:cleared", (cleared) => drawings.cleared(cleared.on));
  on("draw:allowed", ({ on, allowed }) => drawings.allowed(on, allowed));
  on("board:opened", ({ by }) => board.opener.set(by));
  on("board:closed", () => board.opener.set(null));
  on("room:moved", (to) => leading.movedTo(to));
  on("room:ended", ({ code, message }) => {
    // A server that restarts is come back to, and so is a room that another one has now.
    if (code !== "server_stopping" && code !== "room_elsewhere") targets.onEnded({ name: "failed", code, message });
  });
  on("session:ended", ({ code, message }) => targets.onEnded({ name: "failed", code, message }));
}
