// Zod without code that it makes itself, which the page's policy forbids; even trying is reported.
import { z } from "zod";

z.config({ jitless: true });

export { z };
