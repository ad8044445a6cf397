// The connection of somebody who has not pressed Join yet: to open one takes four ways to the server and back,
// and who looks at themself in the mirror does not wait for them.
import { Connection } from "~/signaling/connection";

export class ConnectionAhead {
  #account: string;
  #connection: Connection | null;

  constructor(account: string, refresh: () => Promise<boolean>, room?: string) {
    this.#account = account;
    this.#connection = new Connection({ account, refresh, ...(room === undefined ? {} : { room }) });
    this.#connection.open();
  }

  /** The connection, for who closes it from now on; undefined when it was taken before, or is another account's. */
  take(account: string): Connection | undefined {
    if (this.#connection === null || account !== this.#account) return undefined;
    const taken = this.#connection;
    this.#connection = null;
    return taken;
  }

  /** Unless it was taken. */
  close(): void {
    this.#connection?.close();
    this.#connection = null;
  }
}
