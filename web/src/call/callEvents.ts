// What becomes of each thing that the server says during a call.
import type { SfuPath } from "~/rtc/sfu/sfuPath";
import type { PathSwitcher } from "~/rtc/switching/pathSwitcher";
import type { Connection } from "~/signaling/connection";
import type { Mode } from "~/protocol/generated";

import type { Chat } from "./chat";
import type { Roster } from "./roster";
import { throughSfu } from "./throughSfu";
import type { CallPhase } from "./view";

export interface CallEventTargets {
  roster: Roster;
  chat: Chat;
  switcher: PathSwitcher;
  onMode: (mode: Mode) => void;
  onSpeaker: (participantId: string | null) => void;
  onEnded: (phase: CallPhase) => void;
}

export function routeEvents(connection: Connection, targets: CallEventTargets): void {
  const { roster, chat, switcher } = targets;
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
  on("room:ended", ({ code, message }) => {
    // A server that restarts is come back to, and so is a room that another one has now.
    if (code !== "server_stopping" && code !== "room_elsewhere") targets.onEnded({ name: "failed", code, message });
  });
  on("session:ended", ({ code, message }) => targets.onEnded({ name: "failed", code, message }));
}
