// Tells the server how the call fares here, for those who run the service: few kinds and numbers, at most one
// message in ten seconds, and nothing of what is said or shown.
import type { Devices, DeviceKind } from "~/devices/devices";
import type { LocalSource } from "~/devices/localMedia";
import type { Step, StepReached } from "~/lib/joinTimeline";
import type { Readable } from "~/lib/store";
import type { MediaWay, QualityMoment, ReportedKind, ReportQuality } from "~/protocol/generated";
import type { PathState } from "~/rtc/path";
import { WayStatistics } from "~/rtc/quality/wayStatistics";
import type { VideoPolicy } from "~/rtc/videoPolicy";

export interface QualityReportsOptions {
  send: (report: ReportQuality) => void;
  /** In the call, and the server can be told. */
  isReached: () => boolean;
  getStats: () => Promise<readonly RTCStatsReport[]>;
  path: Readable<PathState>;
  policy: Readable<VideoPolicy>;
  /** How many pictures come smaller than they were asked for. */
  heldBack: () => number;
  devices: Pick<Devices, "lists" | "chosen" | "behind">;
  sources: Record<"microphone" | "camera", Readable<LocalSource>>;
  /** The steps of joining that were reached. */
  steps: () => ReadonlyMap<Step, StepReached>;
}

/** Milliseconds from one reading to the next, and to the first: how one came in is told soon. */
const INTERVAL = 10_000;
const FIRST = 2000;
/** Milliseconds between two reports that have nothing to tell but figures. */
const FIGURES_INTERVAL = 30_000;
/** As many as one report may have: of more, the oldest go. */
const MOST = 24;
/** Milliseconds: what is older than the server takes is told as that old. */
const OLDEST = 600_000;
/** Percent: from here on it is told, again when it doubles, and below the second that it is over. */
const LOSS = { begins: 3, ends: 1 };
const GAPS = { begins: 3, ends: 1 };
/** Milliseconds in one interval for which a picture stood still. */
const FROZEN = 1000;

const STEPS: Readonly<Partial<Record<Step, ReportedKind>>> = {
  socket: "stepSocket",
  joined: "stepJoined",
  transports: "stepTransports",
  connected: "stepConnected",
  frame: "stepFrame",
};
const WAYS: Readonly<Record<MediaWay, ReportedKind>> = {
  udp: "pathUdp",
  tcp: "pathTcp",
  relayUdp: "pathRelayUdp",
  relayTcp: "pathRelayTcp",
  relayTls: "pathRelayTls",
};
const PICTURES: Readonly<Record<VideoPolicy, ReportedKind>> = {
  all: "picturesAll",
  screens: "picturesScreens",
  none: "picturesNone",
};
const CHANGED: Readonly<Record<DeviceKind, ReportedKind>> = {
  microphone: "microphoneChanged",
  camera: "cameraChanged",
  speaker: "speakerChanged",
};
const FAILED = { microphone: "microphoneFailed", camera: "cameraFailed" } as const;

interface Noticed {
  kind: ReportedKind;
  value: number;
  at: number;
}

export class QualityReports {
  readonly #options: QualityReportsOptions;
  readonly #statistics = new WayStatistics();
  readonly #unwatch: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout>;
  #closed = false;
  readonly #levels = new Map<ReportedKind, number>();
  readonly #stepsTold = new Set<Step>();
  #noticed: Noticed[] = [];
  #way = "";
  #heldBack = 0;
  #brokenSince: number | null = null;
  #figuresAt = -Infinity;

  constructor(options: QualityReportsOptions) {
    this.#options = options;
    const { path, policy, devices, sources } = options;
    this.#unwatch.push(
      path.subscribe(() => this.#onPath(path.get())),
      policy.subscribe(() => this.#notice(PICTURES[policy.get()])),
    );
    for (const kind of Object.keys(CHANGED) as DeviceKind[]) this.#follow(devices, kind);
    for (const kind of ["microphone", "camera"] as const) {
      let problem = sources[kind].get().problem;
      const look = (): void => {
        const now = sources[kind].get().problem;
        if (now && now !== problem) this.#notice(FAILED[kind]);
        problem = now;
      };
      this.#unwatch.push(sources[kind].subscribe(look));
    }
    this.#timer = setTimeout(() => void this.#turn(), FIRST);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const unwatch of this.#unwatch) unwatch();
  }

  #follow(devices: QualityReportsOptions["devices"], kind: DeviceKind): void {
    let used = devices.behind(kind);
    const look = (): void => {
      const now = devices.behind(kind);
      // The first that the browser names was used before.
      if (now !== used && used !== "" && used !== "unnamed") this.#notice(CHANGED[kind]);
      used = now;
    };
    this.#unwatch.push(devices.lists.subscribe(look), devices.chosen.subscribe(look));
  }

  #onPath(state: PathState): void {
    const now = performance.now();
    if (state === "broken") this.#brokenSince ??= now;
    else if (state === "connected" && this.#brokenSince !== null) {
      this.#notice("mediaLost", now - this.#brokenSince, this.#brokenSince);
      this.#brokenSince = null;
    }
  }

  #notice(kind: ReportedKind, value = 0, at = performance.now()): void {
    this.#noticed.push({ kind, value: Math.round(value), at });
    if (this.#noticed.length > MOST) this.#noticed.shift();
  }

  async #turn(): Promise<void> {
    await this.#read();
    if (!this.#closed) this.#timer = setTimeout(() => void this.#turn(), INTERVAL);
  }

  async #read(): Promise<void> {
    const { isReached, getStats, heldBack, send } = this.#options;
    // What is not read meanwhile is in the next reading.
    if (!isReached()) return;
    const sample = this.#statistics.read(await getStats().catch(() => []));
    this.#noticeSteps();
    if (sample) {
      const { figures, family, gaps, frozen } = sample;
      const way = `${figures.way} ${family}`;
      if (figures.way && way !== this.#way) this.#notice(WAYS[figures.way], family);
      this.#way = way;
      this.#judge("lossDown", figures.lossDown, LOSS);
      this.#judge("lossUp", figures.lossUp, LOSS);
      this.#judge("voiceGaps", gaps, GAPS);
      if (frozen >= FROZEN) this.#notice("frozen", frozen);
      if (heldBack() !== this.#heldBack) this.#notice("smaller", (this.#heldBack = heldBack()));
    }
    const now = performance.now();
    const due = sample !== null && now - this.#figuresAt >= FIGURES_INTERVAL;
    if (this.#closed || !isReached() || (this.#noticed.length === 0 && !due)) return;
    if (sample) this.#figuresAt = now;
    const moments = this.#noticed.map(({ kind, value, at }): QualityMoment => {
      const ago = Math.min(OLDEST, Math.max(0, Math.round(now - at)));
      return { kind, value, ago };
    });
    this.#noticed = [];
    send({ moments, figures: sample?.figures ?? null });
  }

  #noticeSteps(): void {
    for (const [step, { after, at }] of this.#options.steps()) {
      const kind = STEPS[step];
      if (kind === undefined || this.#stepsTold.has(step)) continue;
      this.#stepsTold.add(step);
      this.#notice(kind, after, at);
    }
  }

  /** Tells when it begins, when it gets twice as bad, and when it is over. */
  #judge(kind: ReportedKind, share: number, { begins, ends }: { begins: number; ends: number }): void {
    const told = this.#levels.get(kind) ?? 0;
    const worse = share >= begins && share >= 2 * told;
    const over = told > 0 && share <= ends;
    if (!worse && !over) return;
    const value = worse ? share : 0;
    this.#levels.set(kind, value);
    this.#notice(kind, value);
  }
}
