import { useState, type SyntheticEvent } from "react";

import { accounts, type ServiceAccount } from "~/api/admin";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Section } from "~/ui/Section";
import { ShowMore } from "~/ui/ShowMore";
import { TextField } from "~/ui/TextField";

import { AdminQuestion } from "./AdminQuestion";
import { Loaded } from "./Loaded";
import { usePages } from "./usePages";

const PAGE = 20;

export function Accounts({ onChanged }: { onChanged: () => void }) {
  const [text, setText] = useState("");
  const [search, setSearch] = useState("");
  const [asked, setAsked] = useState<ServiceAccount | null>(null);
  const { answer, more, again } = usePages((after: string | null) => accounts(search, after, PAGE), search);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setSearch(text.trim());
  };
  return (
    <Section title={t.admin.accounts}>
      <form onSubmit={submit} className="flex items-end gap-2">
        <TextField
          className="min-w-0 flex-1"
          label={t.admin.search}
          maxLength={254}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" variant="secondary" className="mb-0.5">
          {t.admin.find}
        </Button>
      </form>
      <div className="mt-3">
        <Loaded answer={answer} again={again}>
          {({ items, nextCursor }) => (
            <>
              {items.length === 0 && <p className="text-ink-muted">{t.admin.nobody}</p>}
              <ul aria-label={t.admin.accounts} className="divide-y divide-line">
                {items.map((account) => (
                  <Row key={account.id} account={account} onAsk={() => setAsked(account)} />
                ))}
              </ul>
              <ShowMore cursor={nextCursor} more={more} />
            </>
          )}
        </Loaded>
      </div>
      {asked && (
        <AdminQuestion
          account={asked}
          onDone={() => {
            again();
            onChanged();
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </Section>
  );
}

function Row({ account: { username, email, admin }, onAsk }: { account: ServiceAccount; onAsk: () => void }) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5">
      <div className="min-w-48 flex-1 wrap-anywhere">
        <bdi className="font-medium">{username}</bdi>
        {admin && <span className="ms-2 text-sm text-accent">{t.admin.isAdmin}</span>}
        <p className="text-ink-muted">{email}</p>
      </div>
      <Button
        variant="outline"
        size="sm"
        aria-label={admin ? t.admin.takeNamed(username) : t.admin.promoteNamed(username)}
        onClick={onAsk}
      >
        {admin ? t.admin.take : t.admin.promote}
      </Button>
    </li>
  );
}
