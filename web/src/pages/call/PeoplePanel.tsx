import { Link2, Search } from "lucide-react";
import { useState } from "react";

import type { CallView, Tile } from "~/call/view";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { copyLink } from "~/ui/copy";
import { TextField } from "~/ui/TextField";
import { VirtualList } from "~/ui/VirtualList";

import { Person } from "./Person";

/** Pixels: `h-12`. */
const ROW = 48;
/** More people than this are not found at a glance. */
const MANY = 30;

export function PeoplePanel({ call, url }: { call: CallView; url: string }) {
  const tiles = useReadable(call.tiles);
  const others = useReadable(call.others);
  const [name, setName] = useState("");
  const people = byRoom(tiles.filter(({ source }) => source === "camera").sort(byHand));
  const presenting = new Set(
    tiles.filter(({ source }) => source === "screen").map(({ participantId }) => participantId),
  );
  const isMany = people.length > MANY;
  const found = isMany ? named(people, name) : people;
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3">
      <div className="px-5">
        <Button variant="outline" className="w-full" onClick={() => void copyLink(url)}>
          <Link2 aria-hidden className="size-4" />
          {t.actions.copyLink}
        </Button>
      </div>
      {isMany && (
        <div className="px-5">
          <TextField
            label={t.people.find}
            labelHidden
            placeholder={t.people.find}
            icon={<Search aria-hidden className="size-4" />}
            type="search"
            autoComplete="off"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        </div>
      )}
      <h3 className="px-5 pt-2 text-xs font-medium text-ink-muted">{t.people.count(others + 1)}</h3>
      {found.length === 0 && <p className="px-5 text-sm text-ink-muted">{t.people.nobody}</p>}
      <VirtualList
        label={t.call.people}
        className="min-h-0 flex-1 px-3 pb-4"
        items={found}
        rowHeight={ROW}
        keyOf={({ participantId }) => participantId}
      >
        {(person) => <Person call={call} person={person} presents={presenting.has(person.participantId)} />}
      </VirtualList>
    </div>
  );
}

/** Raised hands first, in their order, then oneself. */
function byHand(a: Tile, b: Tile): number {
  const behind = ({ hand }: Tile): number => hand ?? Infinity;
  return a.hand === b.hand ? Number(b.local) - Number(a.local) : behind(a) - behind(b);
}

/** Those who share a physical room together, behind the one of them who has the sound. */
function byRoom(people: readonly Tile[]): Tile[] {
  const here = new Set(people.map(({ participantId }) => participantId));
  const isBeside = ({ companionOf }: Tile): boolean => companionOf !== null && here.has(companionOf);
  const beside = people.filter(isBeside);
  if (beside.length === 0) return [...people];
  return people
    .filter((person) => !isBeside(person))
    .flatMap((person) => [person, ...beside.filter(({ companionOf }) => companionOf === person.participantId)]);
}

/** Those in whose names this is, however it is written. */
function named(people: readonly Tile[], name: string): readonly Tile[] {
  const plain = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const wanted = plain(name.trim());
  return wanted === "" ? people : people.filter(({ username }) => plain(username).includes(wanted));
}
