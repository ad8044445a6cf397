// One participant's source as a key, such as `p1/camera`: of its track, of its place on the page, of its tile.

export type TrackKey<Source extends string> = `${string}/${Source}`;

export function trackKey<Source extends string>(participantId: string, source: Source): TrackKey<Source> {
  return `${participantId}/${source}`;
}

export function parseTrackKey<Source extends string>(key: TrackKey<Source>): { participantId: string; source: Source } {
  const slash = key.lastIndexOf("/");
  return { participantId: key.slice(0, slash), source: key.slice(slash + 1) as Source };
}
