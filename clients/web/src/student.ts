import { h } from "./dom.ts";
import type { Session } from "./session.ts";

export async function studentView(_session: Session, _route: string): Promise<HTMLElement> {
  return h("div");
}
