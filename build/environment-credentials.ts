import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * What the bundles get instead of the SDK's default credential chain. Lambda puts a function's credentials into its
 * environment. The rest of the chain (profiles, SSO, web identity, processes, instance metadata) is for other machines;
 * leaving it out also means that a function can never act with credentials from anywhere else.
 */
export const defaultProvider = (): ReturnType<typeof fromEnv> => fromEnv();
