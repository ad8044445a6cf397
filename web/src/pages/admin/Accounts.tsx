import { useState, type SyntheticEvent } from "react";

import { accounts } from "~/api/admin";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Section } from "~/ui/Section";
import { TextField } from "~/ui/TextField";

import { Loaded } from "./Loaded";
import { ShowMore } from "./ShowMore";
import { usePages } from "./usePages";

const PAGE = 20;

export function Accounts() {
  const [text, setText] = useState("");
  const [search, setSearch] = useState("");
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
              <ul className="divide-y divide-line">
                {items.map((account) => (
                  <li key={account.id} className="py-2.5 wrap-anywhere">
                    <bdi className="font-medium">{account.username}</bdi>
                    {account.admin && <span className="ms-2 text-sm text-accent">{t.admin.isAdmin}</span>}
                    <p className="text-ink-muted">{account.email}</p>
                  </li>
                ))}
              </ul>
              <ShowMore cursor={nextCursor} more={more} />
            </>
          )}
        </Loaded>
      </div>
    </Section>
  );
}
