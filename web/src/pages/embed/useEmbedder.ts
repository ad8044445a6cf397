// Tells the page around a meeting what happens in it, and does what that page asks.
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { EmbedCommand, EmbeddedParticipant } from "meetd-embed";

import type { Guest } from "~/api/guests";
import type { Call } from "~/call/call";
import { placesOf } from "~/call/hands";
import { isPermitted } from "~/pages/call/permitted";
import { forgetCall } from "~/pages/meeting/start";
import type { Meeting, Own } from "~/pages/meeting/useMeeting";
import { textOf } from "~/text/errors";
import { LANGUAGES, languageOf } from "~/text/languages";
import { t } from "~/text/t";
import { showTheme } from "~/theme/theme";

import { Embedder } from "./embedder";

/** Milliseconds in which changes of who is there are told as one. */
const TOGETHER = 200;

/** `guest`: who comes in where the page around asks to join; null: they have to say who they are first. */
export function useEmbedder(meeting: Meeting, guest: Guest | null): void {
  const [embedder] = useState(() => new Embedder());
  const own = "own" in meeting ? meeting.own : null;
  const call = meeting.name === "inCall" ? meeting.call : null;

  const obey = useEffectEvent((command: EmbedCommand) => carryOut(command, meeting, guest, embedder));
  useEffect(() => {
    const silence = embedder.listen((command) => obey(command));
    return silence;
  }, [embedder]);
  const isThere = own !== null;
  useEffect(() => {
    if (!isThere) return;
    embedder.tell({ type: "ready", language: t.language, languages: [...LANGUAGES] });
    const asked = new URLSearchParams(location.hash.slice(1)).get("language");
    if (asked !== null) speak(asked, embedder);
  }, [embedder, isThere]);

  useTellWay(meeting, embedder);
  useTellDevices(own, embedder);
  useTellPeople(call, own, guest, embedder);
}

function carryOut(command: EmbedCommand, meeting: Meeting, guest: Guest | null, embedder: Embedder): void {
  const own = "own" in meeting ? meeting.own : null;
  switch (command.type) {
    case "join":
      if (meeting.name !== "before") return;
      if (guest === null) embedder.tell({ type: "error", code: "unauthorized", message: t.guest.enterName });
      else meeting.join(meeting.problem?.elsewhere ?? false, guest);
      return;
    case "leave":
      if (meeting.name === "waiting") meeting.leave();
      else if (meeting.name === "inCall") {
        forgetCall();
        meeting.call.leave();
      }
      return;
    case "mute":
    case "unmute":
      turn("microphone", command.type === "unmute", meeting, own);
      return;
    case "camera":
      turn("camera", command.on, meeting, own);
      return;
    case "theme":
      showTheme(command.theme);
      return;
    case "language":
      speak(command.language, embedder);
  }
}

/** Says what is spoken, and where that is not what was asked for. */
function speak(tag: string, embedder: Embedder): void {
  if (languageOf(tag) === null)
    embedder.tell({ type: "error", code: "language_unknown", message: t.embed.languageUnknown(tag, LANGUAGES) });
  embedder.tell({ type: "language", language: t.language });
}

function turn(kind: "microphone" | "camera", on: boolean, meeting: Meeting, own: Own | null): void {
  if (!own || (on && meeting.name === "inCall" && !isPermitted(meeting.call, kind))) return;
  void (kind === "camera" ? own.local.setCamera(on) : own.local.setMicrophone(on));
}

/** In, out and over. Who goes to a breakout room and back is in all the time. */
function useTellWay(meeting: Meeting, embedder: Embedder): void {
  const inside = useRef(false);
  const { name } = meeting;
  const problem = meeting.name === "before" ? meeting.problem : null;
  const tell = useEffectEvent(() => {
    if (meeting.name === "inCall" && !inside.current) {
      inside.current = true;
      const { call } = meeting;
      embedder.tell({ type: "joined", participantId: call.selfId.get() ?? "", name: call.called.get().username });
    } else if (inside.current && (meeting.name === "after" || meeting.name === "before")) {
      inside.current = false;
      const code = meeting.name === "after" ? meeting.code : null;
      embedder.tell({ type: "left", code });
      if (meeting.name === "after" && meeting.gone) embedder.tell({ type: "closed", code: code ?? "" });
    }
  });
  useEffect(() => tell(), [name]);
  useEffect(() => {
    if (problem) embedder.tell({ type: "error", code: problem.code, message: problem.text });
  }, [embedder, problem?.code]); // eslint-disable-line react-hooks/exhaustive-deps -- Each kind once.
}

function useTellDevices(own: Own | null, embedder: Embedder): void {
  useEffect(() => {
    if (!own) return undefined;
    const { microphone, camera } = own.local;
    let muted: boolean | null = null;
    let on: boolean | null = null;
    const tell = (): void => {
      if (muted !== !microphone.get().on) embedder.tell({ type: "muted", muted: (muted = !microphone.get().on) });
      if (on !== camera.get().on) embedder.tell({ type: "camera", on: (on = camera.get().on) });
    };
    tell();
    const stop = [microphone.subscribe(tell), camera.subscribe(tell)];
    return () => stop.forEach((end) => end());
  }, [own, embedder]);
}

function useTellPeople(call: Call | null, own: Own | null, guest: Guest | null, embedder: Embedder): void {
  useEffect(() => {
    if (!call || !own) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = (): void => {
      timer = undefined;
      const participants = peopleOf(call, own, guest);
      embedder.tell({ type: "participants", participants, count: call.others.get() + 1 });
    };
    const soon = (): void => {
      timer ??= setTimeout(tell, TOGETHER);
    };
    soon();
    const { participants, others, called, role, hand } = call;
    const { microphone, camera, screen } = own.local;
    const watched = [participants, others, called, role, hand, microphone, camera, screen];
    const stop = watched.map((one) => one.subscribe(soon));
    return () => {
      clearTimeout(timer);
      stop.forEach((end) => end());
    };
  }, [call, own, guest, embedder]);
}

function peopleOf(call: Call, { local }: Own, guest: Guest | null): EmbeddedParticipant[] {
  const selfId = call.selfId.get() ?? "";
  const people = call.participants.get();
  const places = placesOf([{ id: selfId, hand: call.hand.get() }, ...people]);
  const self = {
    id: selfId,
    userId: call.user.id,
    externalId: guest?.externalId ?? null,
    name: call.called.get().username,
    role: call.role.get(),
    guest: true,
    bot: false,
    microphone: local.microphone.get().on,
    camera: local.camera.get().on,
    screen: local.screen.get().on,
    hand: places.get(selfId) ?? null,
    picture: addressOf(call.user.picture),
    self: true,
  };
  const others = people.map((one) => ({
    id: one.id,
    userId: one.userId,
    externalId: null,
    name: one.username,
    role: one.role ?? "participant",
    guest: one.guest ?? false,
    bot: one.bot ?? false,
    microphone: one.microphone,
    camera: one.camera,
    screen: one.screen,
    hand: places.get(one.id) ?? null,
    picture: addressOf(one.picture),
    self: false,
  }));
  return [self, ...others];
}

function addressOf(picture: string | null | undefined): string | null {
  return picture ? new URL(`/api/v1/pictures/${picture}`, location.origin).href : null;
}

/** What went wrong before there was a meeting to show: the page around is told, in case it asks. */
export function tellFailure(code: string): void {
  new Embedder().tell({ type: "error", code, message: textOf(code) });
}
