/** Where a name of the stage's internet leads: the addresses that DNS gives, and the port on this machine that plays them. */
export interface InternetHost {
  readonly addresses: readonly string[];
  readonly port: number;
}

/** The names that functions can reach beside AWS. Nothing leaves this machine. */
interface Internet {
  set(name: string, host: InternetHost): void;
  find(name: string): InternetHost | undefined;
}

export function createInternet(): Internet {
  const hosts = new Map<string, InternetHost>();
  return {
    set: (name, host) => void hosts.set(name, host),
    find: (name) => hosts.get(name),
  };
}
