import { useState } from "react";

import { servers, takeMeetings, type ServiceNode } from "~/api/admin";
import { messageOf } from "~/api/errors";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Notice } from "~/ui/Notice";
import { Section } from "~/ui/Section";

import { DrainQuestion } from "./DrainQuestion";
import { Loaded } from "./Loaded";
import { useAnswer } from "./useAnswer";

export function Servers({ onChanged }: { onChanged: () => void }) {
  const [answer, again] = useAnswer(servers);
  const [asked, setAsked] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const changed = (): void => {
    setProblem(null);
    again();
    onChanged();
  };
  const take = (name: string): void => {
    takeMeetings(name).then(changed, (error: unknown) => setProblem(messageOf(error)));
  };
  return (
    <Section title={t.admin.servers}>
      {problem !== null && <Notice tone="danger">{problem}</Notice>}
      <Loaded answer={answer} again={again}>
        {(nodes) => (
          <ul className="divide-y divide-line">
            {nodes.map((node) => (
              <Server key={node.name} node={node} onDrain={() => setAsked(node.name)} onTake={() => take(node.name)} />
            ))}
          </ul>
        )}
      </Loaded>
      {asked !== null && <DrainQuestion name={asked} onDone={changed} onClose={() => setAsked(null)} />}
    </Section>
  );
}

function Server({ node, onDrain, onTake }: { node: ServiceNode; onDrain: () => void; onTake: () => void }) {
  return (
    <li className="py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <p className="min-w-48 flex-1 font-medium wrap-anywhere">{node.name}</p>
        {node.answers && (
          <Button
            variant="outline"
            size="sm"
            aria-label={node.draining ? t.admin.takeMeetingsNamed(node.name) : t.admin.drainNamed(node.name)}
            onClick={node.draining ? onTake : onDrain}
          >
            {node.draining ? t.admin.takeMeetings : t.admin.drain}
          </Button>
        )}
      </div>
      {!node.answers && <p className="text-danger">{t.admin.noAnswer}</p>}
      {node.answers && (
        <>
          <p className="text-ink-muted">{t.admin.server(node)}</p>
          <ul className="mt-1 text-ink-muted tabular-nums">
            {node.workers.map((worker) => (
              <li key={worker.index}>{t.admin.worker(worker)}</li>
            ))}
          </ul>
        </>
      )}
    </li>
  );
}
