// Meetings under a heading.
import { useId, type ReactNode } from "react";

interface Props {
  heading: string;
  /** Beside the heading. */
  action?: ReactNode;
  children: ReactNode;
}

export function Meetings({ heading, action, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="mt-14">
      <div className="flex min-h-8 items-center justify-between gap-2 border-b border-line pb-3">
        <h2 id={id} className="text-base font-semibold">
          {heading}
        </h2>
        {action}
      </div>
      {children}
    </section>
  );
}
