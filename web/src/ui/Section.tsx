import { useId, type ReactNode } from "react";

interface Props {
  title: string;
  text?: string;
  children: ReactNode;
}

export function Section({ title, text, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="mt-10 border-t border-line pt-6">
      <h2 id={id} className="text-base font-semibold">
        {title}
      </h2>
      {text !== undefined && <p className="mt-1 text-ink-muted">{text}</p>}
      <div className="mt-4">{children}</div>
    </section>
  );
}
