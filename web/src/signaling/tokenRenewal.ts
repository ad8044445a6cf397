// What to do when the server refuses the access token: it may be over, or refused for good.

/** How often a fresh token may be refused before it is believed. */
const REFUSALS = 5;

/** Try again now, or later, or not at all, with the code that says why. */
export type Renewal = "now" | "later" | { refused: string };

export class TokenRenewal {
  readonly #refresh: () => Promise<boolean>;
  #refreshing = false;
  #refusals = 0;

  /** `refresh` gets a new access token; false when nobody is signed in, throws when offline. */
  constructor(refresh: () => Promise<boolean>) {
    this.#refresh = refresh;
  }

  connected(): void {
    this.#refusals = 0;
  }

  /** Gets another token; null where that is under way already. */
  async renew(): Promise<Renewal | null> {
    if (this.#refreshing) return null;
    this.#refreshing = true;
    try {
      const signedIn = await this.#refresh();
      this.#refusals += 1;
      if (!signedIn || this.#refusals > REFUSALS) return { refused: "unauthorized" };
      return this.#refusals === 1 ? "now" : "later";
    } catch (error) {
      const code = (error as { code?: unknown } | null)?.code;
      return code === "account_changed" ? { refused: code } : "later";
    } finally {
      this.#refreshing = false;
    }
  }
}
