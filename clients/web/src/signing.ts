import type { Config } from "./session.ts";

export async function signIn(_config: Config): Promise<void> {}
export async function signedIn(_config: Config): Promise<string | null> {
  return null;
}
