// Puts a call together: what it is made of, and who tells whom.
import type { Devices } from "~/devices/devices";
import type { LocalMedia } from "~/devices/localMedia";
import { canConnect } from "~/devices/support";
import { recordStep } from "~/lib/joinTimeline";
import { Store } from "~/lib/store";
import { IDENTITY } from "~/rtc/frameTransform";
import { VideoPlayer } from "~/rtc/playback/videoPlayer";
import { AudioLevels } from "~/rtc/quality/audioLevels";
import { QualityMonitor, type QualityMonitorOptions } from "~/rtc/quality/qualityMonitor";
import { receivable } from "~/rtc/sfu/device";
import { PathFactory } from "~/rtc/switching/pathFactory";
import { PathSwitcher, type PathSwitcherOptions } from "~/rtc/switching/pathSwitcher";
import { Connection } from "~/signaling/connection";

import { Admission } from "./admission";
import { Call } from "./call";
import { Chat } from "./chat";
import { Link } from "./link";
import { notify } from "./notify";
import { OwnSources, type On } from "./ownSources";
import { Roster } from "./roster";
import { RosterPages } from "./rosterPages";
import { throughSfu } from "./throughSfu";

export interface CallOptions {
  code: string;
  user: { id: string; username: string };
  devices: Devices;
  local: LocalMedia;
  /** Ends the same account's call in another window. */
  takeOver: boolean;
  /** Gets a new access token; false when nobody is signed in any more, throws when offline. */
  refresh: () => Promise<boolean>;
  /** One that was opened ahead, for that account. */
  connection?: Connection | undefined;
}

/** What needs a browser with media; a test hands in others. */
export interface MediaMakers {
  switcher: (options: PathSwitcherOptions) => PathSwitcher;
  quality: (options: QualityMonitorOptions) => QualityMonitor;
  ownPlayer: () => VideoPlayer;
}

const REAL: MediaMakers = {
  switcher: (options) => new PathSwitcher(options),
  quality: (options) => new QualityMonitor(options),
  ownPlayer: () => new VideoPlayer(false),
};

export function createCall(options: CallOptions, make: MediaMakers = REAL): Call {
  const { user, devices, local } = options;
  const soundBlocked = new Store(false);
  const iceServers = new Store<RTCIceServer[]>([]);
  const fail = (code: string, message: string): void => call.end({ name: "failed", code, message });

  const connection =
    options.connection ?? new Connection({ account: user.id, refresh: options.refresh, room: options.code });
  connection.listen({
    onConnected: () => {
      recordStep("socket");
      void admission.enter();
    },
    onLost: () => call.updateLink(),
    onRefused: fail,
  });
  const chat = new Chat(connection, () => ({ userId: user.id, username: user.username }));
  const roster = new Roster({
    user,
    local,
    onCodec: () => throughSfu(switcher.paths).forEach((path) => path.repeat()),
    onChanged: () => switcher.check(),
  });
  const pages = new RosterPages(connection, roster);
  const factory = new PathFactory({
    requests: connection,
    transform: IDENTITY,
    impossible: !canConnect(),
    ends: () => roster.ends,
    iceServers: () => iceServers.get(),
    codec: () => roster.codec,
    onReachability: (works) => notify(connection, "sfu:proof", { works }),
  });
  const switcher = make.switcher({
    factory,
    local: (source) => local.store(source).get(),
    participants: () => roster.participants.get(),
    speaker: {
      deviceId: () => devices.effective("speaker"),
      onBlocked: () => soundBlocked.set(true),
    },
    onReady: (epoch) => notify(connection, "mode:ready", { epoch }),
    onFailed: (epoch, reason) => notify(connection, "mode:failed", { epoch, reason: reason.slice(0, 200) }),
  });
  const levels = new AudioLevels(() => switcher.tracks());
  const quality = make.quality({
    paths: () => switcher.carrying,
    tracks: () => switcher.tracks(),
    participants: roster.participants,
    tiles: roster.tiles,
    height: (participantId, source) => switcher.video(participantId, source).height.get(),
    setVideoPolicy: (policy) => switcher.setVideoPolicy(policy),
    onLimited: (limited) => notify(connection, "media", { limited }, () => quality.repeat()),
  });
  const notifyTurned = (turned: Partial<On>): void => notify(connection, "media", turned, () => notifyTurned(own.on));
  const own = new OwnSources(local, make.ownPlayer, {
    onChanged: (source) => {
      switcher.publish(source);
      roster.update();
    },
    onTurned: notifyTurned,
    onVoice: (track) => levels.setLocal(roster.selfId.get(), track),
  });
  const admission = new Admission({
    connection,
    code: options.code,
    takeOver: options.takeOver,
    on: () => own.on,
    rtpCapabilities: receivable,
    lastMessageId: () => chat.lastId,
    onJoined: (joined, again, requested) => call.entered(joined, again, requested),
    onRefused: fail,
  });
  const link = new Link();
  const parts = { connection, admission, chat, roster, pages, link, factory, switcher, levels, quality, own };
  const call: Call = new Call({ ...parts, devices, local, soundBlocked, iceServers });
  return call;
}
