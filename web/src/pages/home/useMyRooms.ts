// The person's meetings, page by page, and what is done to them.
import { useCallback, useEffect, useState } from "react";

import { messageOf } from "~/api/errors";
import { createRoom, deleteRoom, myRooms, renameRoom } from "~/api/rooms";
import { schedule as setSchedule, unschedule as clearSchedule, type When } from "~/api/schedules";
import type { Room } from "~/api/schemas";

import { nameOfNew } from "./nameOfNew";

const PAGE = 12;

export type MyRooms =
  | { state: "loading" }
  | { state: "failed"; message: string }
  | { state: "ready"; rooms: readonly Room[]; cursor: string | null };

export interface MyRoomsActions {
  load: () => Promise<void>;
  more: () => Promise<void>;
  rename: (room: Room, name: string) => Promise<void>;
  /** One is made for it where there is none. */
  schedule: (room: Room | null, when: When, name: string) => Promise<void>;
  unschedule: (room: Room) => Promise<void>;
  remove: (room: Room) => Promise<void>;
}

export function useMyRooms(): [MyRooms, MyRoomsActions] {
  const [mine, setMine] = useState<MyRooms>({ state: "loading" });
  const cursor = mine.state === "ready" ? mine.cursor : null;

  const add = useCallback(async (from: string | null): Promise<void> => {
    const { items, nextCursor } = await myRooms(from, PAGE);
    setMine((before) => ({
      state: "ready",
      rooms: before.state === "ready" && from !== null ? [...before.rooms, ...items] : items,
      cursor: nextCursor,
    }));
  }, []);

  const load = useCallback(async (): Promise<void> => {
    setMine({ state: "loading" });
    await add(null).catch((error: unknown) => setMine({ state: "failed", message: messageOf(error) }));
  }, [add]);

  useEffect(() => {
    let gone = false;
    myRooms(null, PAGE).then(
      ({ items, nextCursor }) => {
        if (!gone) setMine({ state: "ready", rooms: items, cursor: nextCursor });
      },
      (error: unknown) => {
        if (!gone) setMine({ state: "failed", message: messageOf(error) });
      },
    );
    return () => {
      gone = true;
    };
  }, []);

  const change = (by: (rooms: readonly Room[]) => readonly Room[]): void =>
    setMine((before) => (before.state === "ready" ? { ...before, rooms: by(before.rooms) } : before));

  const rename = async (room: Room, name: string): Promise<void> => {
    const renamed = await renameRoom(room.code, name);
    change((rooms) => rooms.map((other) => (other.id === renamed.id ? renamed : other)));
  };
  const remove = async (room: Room): Promise<void> => {
    await deleteRoom(room.code);
    change((rooms) => rooms.filter((other) => other.id !== room.id));
  };

  const schedule = async (room: Room | null, when: When, name: string): Promise<void> => {
    const made = room ?? (await createRoom(name || nameOfNew()));
    if (room === null) change((rooms) => [made, ...rooms]);
    const changed = await setSchedule(made.code, when);
    change((rooms) => rooms.map((other) => (other.id === changed.id ? changed : other)));
  };
  const unschedule = async (room: Room): Promise<void> => {
    const changed = await clearSchedule(room.code);
    change((rooms) => rooms.map((other) => (other.id === changed.id ? changed : other)));
  };

  return [mine, { load, more: () => add(cursor), rename, schedule, unschedule, remove }];
}
