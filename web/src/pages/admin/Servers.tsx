import { servers, type ServiceNode } from "~/api/admin";
import { t } from "~/text/t";
import { Section } from "~/ui/Section";

import { Loaded } from "./Loaded";
import { useAnswer } from "./useAnswer";

export function Servers() {
  const [answer, again] = useAnswer(servers);
  return (
    <Section title={t.admin.servers}>
      <Loaded answer={answer} again={again}>
        {(nodes) => (
          <ul className="divide-y divide-line">
            {nodes.map((node) => (
              <Server key={node.name} node={node} />
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}

function Server({ node }: { node: ServiceNode }) {
  return (
    <li className="py-3">
      <p className="font-medium wrap-anywhere">{node.name}</p>
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
