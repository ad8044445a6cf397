// Puts a call together: what it is made of, and who tells whom.
import type { Devices } from "~/devices/devices";
import type { LocalMedia } from "~/devices/localMedia";
import { canConnect } from "~/devices/support";
import { recordStep, stepsReached } from "~/lib/joinTimeline";
import { Store } from "~/lib/store";
import { IDENTITY } from "~/rtc/frameTransform";
import { VideoPlayer } from "~/rtc/playback/videoPlayer";
import type { RemoteTrack } from "~/rtc/path";
import { AudioLevels } from "~/rtc/quality/audioLevels";
import { isHeldBack, QualityMonitor, type QualityMonitorOptions } from "~/rtc/quality/qualityMonitor";
import { receivable } from "~/rtc/sfu/device";
import { PathFactory } from "~/rtc/switching/pathFactory";
import { PathSwitcher, type PathSwitcherOptions } from "~/rtc/switching/pathSwitcher";
import { Connection } from "~/signaling/connection";

import { Activities } from "./activities";
import { Admission } from "./admission";
import { Board } from "./board";
import { Breakouts } from "./breakouts";
import { Call } from "./call";
import { Chat } from "./chat";
import { Drawings } from "./drawings";
import { Files } from "./files";
import { Leading } from "./leading";
import { Link } from "./link";
import { notify } from "./notify";
import { OwnSources, type On } from "./ownSources";
import { QualityReports, type QualityReportsOptions } from "./qualityReports";
import { Reactions } from "./reactions";
import { Resending } from "./resending";
import { Roster } from "./roster";
import { RosterPages } from "./rosterPages";
import { throughSfu } from "./throughSfu";
import { playedAt } from "./volumes";

export interface CallOptions {
  code: string;
  user: { id: string; username: string; picture?: string | null | undefined };
  /** They are a guest of this room, or of the one that it is a breakout room of, without an account. */
  guest?: boolean;
  /** What shows that, where the browser has no cookies. */
  session?: (() => string | null) | undefined;
  /** The code of the room that this one is a breakout room of, if it is one. */
  main?: string | undefined;
  devices: Devices;
  local: LocalMedia;
  /** Ends the same account's call in another window. */
  takeOver: boolean;
  /** In whose physical room one is, to come in without sound. */
  companionOf?: string | undefined;
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
  reports: (options: QualityReportsOptions) => Pick<QualityReports, "close">;
}

const REAL: MediaMakers = {
  switcher: (options) => new PathSwitcher(options),
  quality: (options) => new QualityMonitor(options),
  ownPlayer: () => new VideoPlayer(false),
  reports: (options) => new QualityReports(options),
};

export function createCall(options: CallOptions, make: MediaMakers = REAL): Call {
  const { user, devices, local } = options;
  const soundBlocked = new Store(false);
  const iceServers = new Store<RTCIceServer[]>([]);
  const fail = (code: string, message: string): void => call.end({ name: "failed", code, message });

  const connection =
    options.connection ??
    new Connection({
      ...(options.guest ? { guest: options.main ?? options.code, session: options.session } : { account: user.id }),
      refresh: options.refresh,
      room: options.code,
    });
  connection.listen({
    onConnected: () => {
      recordStep("socket");
      drawings.reconnected();
      void admission.enter();
    },
    onLost: () => {
      resending.lost();
      call.updateLink();
    },
    onRefused: fail,
  });
  const resending = new Resending(connection);
  const chat = new Chat(
    resending,
    () => ({ userId: user.id, username: roster.called.get().username }),
    (userId) => roster.participants.get().find((other) => other.userId === userId)?.id,
  );
  const roster = new Roster({
    user,
    local,
    companionOf: options.companionOf,
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
    onReachability: (works) => notify(resending, "sfu:proof", { works }),
  });
  const switcher = make.switcher({
    factory,
    local: (source) => local.store(source).get(),
    participants: () => roster.participants.get(),
    speaker: {
      deviceId: () => devices.effective("speaker"),
      // Of the computers in one physical room one alone is heard.
      volume: (participantId, source) =>
        roster.companionOf.get() === null ? playedAt(roster.participants.get(), participantId, source) : 0,
      onBlocked: () => soundBlocked.set(true),
    },
    onReady: (epoch) => notify(resending, "mode:ready", { epoch }),
    onFailed: (epoch, reason) => notify(resending, "mode:failed", { epoch, reason: reason.slice(0, 200) }),
  });
  const levels = new AudioLevels(() => switcher.tracks());
  const quality = make.quality({
    paths: () => switcher.carrying,
    tracks: () => switcher.tracks(),
    participants: roster.participants,
    tiles: roster.tiles,
    height: (participantId, source) => switcher.video(participantId, source).height.get(),
    setVideoPolicy: (policy) => switcher.setVideoPolicy(policy),
    onLimited: (limited) => notify(resending, "media", { limited }, () => quality.repeat()),
  });
  const reports = make.reports({
    // What an older server does not know, or does not answer, is not said again.
    send: (report) => notify(connection, "quality", report, () => undefined),
    isReached: () => connection.isConnected && call.phase.get().name === "inCall",
    getStats: async () => (await Promise.all(switcher.carrying.map((path) => path.getStats()))).flat(),
    path: switcher.state,
    policy: quality.policy,
    heldBack: () => {
      const forwarding = (remote: RemoteTrack) =>
        switcher.carrying.map((path) => path.forwarding?.(remote)).find(Boolean);
      return switcher.tracks().filter((remote) => isHeldBack(forwarding(remote) ?? null)).length;
    },
    devices,
    sources: { microphone: local.store("microphone"), camera: local.store("camera") },
    steps: stepsReached,
  });
  const notifyTurned = (turned: Partial<On>): void => notify(resending, "media", turned, () => notifyTurned(own.on));
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
    picture: user.picture ?? null,
    companionOf: () => roster.companionOf.get(),
    on: () => own.on,
    rtpCapabilities: receivable,
    lastMessageId: () => chat.lastId,
    onJoined: (joined, again, requested) => call.entered(joined, again, requested),
    onWaiting: (isLed) => call.wait(isLed),
    onAdmitted: () => call.admitted(),
    onRefused: fail,
  });
  const files = new Files(connection, options.code, (file, to) => chat.sendFile(file, to));
  const leading = new Leading(resending, local);
  const activities = new Activities(resending);
  const breakouts = new Breakouts(resending);
  const link = new Link();
  const reactions = new Reactions();
  const drawings = new Drawings(connection, user.id);
  const board = new Board(resending);
  const parts = {
    connection,
    resending,
    admission,
    chat,
    files,
    reactions,
    drawings,
    board,
    roster,
    pages,
    link,
    factory,
    switcher,
    levels,
    quality,
    reports,
    own,
    leading,
    activities,
    breakouts,
  };
  const call: Call = new Call({ ...parts, devices, local, soundBlocked, iceServers });
  return call;
}
