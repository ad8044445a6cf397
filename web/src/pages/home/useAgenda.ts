// What is coming, and where the person was: both are additions, and without them the page is whole.
import { useCallback, useEffect, useState } from "react";

import { invited } from "~/api/invitations";
import { agenda, visits } from "~/api/schedules";
import type { Room, VisitsAnswer } from "~/api/schemas";

const VISITS = 8;

export interface Agenda {
  coming: readonly Room[];
  visited: VisitsAnswer["items"];
  invited: VisitsAnswer["items"];
}

export function useAgenda(): [Agenda, () => void] {
  const [coming, setComing] = useState<readonly Room[]>([]);
  const [visited, setVisited] = useState<VisitsAnswer["items"]>([]);
  const [invitations, setInvitations] = useState<VisitsAnswer["items"]>([]);
  const load = useCallback(() => {
    agenda().then(
      ({ items }) => setComing(items),
      () => undefined,
    );
  }, []);
  useEffect(() => {
    load();
    visits(VISITS).then(
      ({ items }) => setVisited(items),
      () => undefined,
    );
    invited(VISITS).then(
      ({ items }) => setInvitations(items),
      () => undefined,
    );
  }, [load]);
  return [{ coming, visited, invited: invitations }, load];
}
