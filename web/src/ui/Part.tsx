import { Component, type HTMLAttributes, type ReactNode } from "react";

import { cx } from "~/lib/cx";
import { t } from "~/text/t";

import { Button } from "./Button";

interface Props {
  /** What a person calls it: "The chat". */
  name: string;
  children: ReactNode;
  /** What there is to do besides having it again. */
  besides?: ReactNode;
  /** Where it is said that it failed. */
  place?: HTMLAttributes<HTMLDivElement>;
}

/** A part of a page that may fail without the others: what happens in it stays in it. */
export class Part extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  readonly #again = (): void => this.setState({ failed: false });

  override render(): ReactNode {
    const { name, children, besides, place } = this.props;
    if (!this.state.failed) return children;
    return (
      <div
        role="alert"
        {...place}
        className={cx("flex flex-wrap items-center justify-center gap-x-4 gap-y-2 p-4 text-center", place?.className)}
      >
        <p>{t.parts.stopped(name)}</p>
        <Button size="sm" variant="secondary" onClick={this.#again}>
          {t.actions.tryAgain}
        </Button>
        {besides}
      </div>
    );
  }
}
