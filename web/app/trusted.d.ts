// Addresses of scripts that the page's policy lets through, where the browser asks for one.

interface ScriptAddresses { createScriptURL(address: string): string }
declare const trustedTypes: { createPolicy(name: string, rules: ScriptAddresses): ScriptAddresses } | undefined;
