// The account's API keys.
import { useEffect, useState } from "react";

import { messageOf } from "~/api/errors";
import { apiKeys, changeOrigins, makeKey, revokeKey, type ApiKey, type NewKey } from "~/api/keys";

export type KeysView =
  { state: "loading" } | { state: "failed"; message: string } | { state: "ready"; keys: readonly ApiKey[] };

export interface Keys {
  view: KeysView;
  /** What opens by the key that was made last, as long as it is there. */
  secret: string | null;
  /** Fails with an ApiError, as `revoke` does. */
  make: (wanted: NewKey) => Promise<void>;
  revoke: (key: ApiKey) => Promise<void>;
  show: (key: ApiKey, origins: readonly string[]) => Promise<void>;
  again: () => void;
}

export function useKeys(): Keys {
  const [view, setView] = useState<KeysView>({ state: "loading" });
  const [made, setMade] = useState<{ id: string; secret: string } | null>(null);
  const [round, setRound] = useState(0);

  useEffect(() => {
    const aborted = new AbortController();
    apiKeys(aborted.signal).then(
      (keys) => setView({ state: "ready", keys }),
      (error: unknown) => {
        if (!aborted.signal.aborted) setView({ state: "failed", message: messageOf(error) });
      },
    );
    return () => aborted.abort();
  }, [round]);

  const change = (to: (keys: readonly ApiKey[]) => readonly ApiKey[]): void =>
    setView((before) => (before.state === "ready" ? { state: "ready", keys: to(before.keys) } : before));
  const make = async (wanted: NewKey): Promise<void> => {
    const { key, secret } = await makeKey(wanted);
    setMade({ id: key.id, secret });
    change((keys) => [key, ...keys]);
  };
  const revoke = async (key: ApiKey): Promise<void> => {
    await revokeKey(key.id);
    setMade((before) => (before?.id === key.id ? null : before));
    change((keys) => keys.filter(({ id }) => id !== key.id));
  };
  const show = async ({ id }: ApiKey, origins: readonly string[]): Promise<void> => {
    const changed = await changeOrigins(id, origins);
    change((keys) => keys.map((key) => (key.id === id ? changed : key)));
  };

  return { view, secret: made?.secret ?? null, make, revoke, show, again: () => setRound(round + 1) };
}
