import { data } from "react-router";

// Whatever no page is for.
export function clientLoader() {
  throw data(null, { status: 404 });
}

export default function Nowhere() {
  return null;
}
