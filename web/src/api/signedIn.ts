// Who is signed in, as far as this page knows; null: nobody, or not asked yet.
import { Store } from "~/lib/store";

import type { User } from "./schemas";

export const signedIn = new Store<User | null>(null);
