// Has the site kept on the device, once everything that the page needs is there and nothing else is to be done.

const soon = (work: () => void) => ("requestIdleCallback" in window ? requestIdleCallback(work) : setTimeout(work, 1000));

export function keepOffline(script: string): void {
  const address = new URL(script, location.href.replace(/[?#].*$/, "")).href;
  if (window.parent !== window || !isSecureContext || !/^https?:/.test(address) || !("serviceWorker" in navigator)) return;
  soon(() => void register(address).catch(() => {}));  // where nothing may be kept, the network serves
}

async function register(address: string): Promise<void> {
  const addresses = typeof trustedTypes === "undefined" ? undefined : trustedTypes.createPolicy("lookback-offline", {
    createScriptURL(asked) {
      if (asked === address) return asked;
      throw new TypeError("The service worker is the site's own.");
    },
  });
  await navigator.serviceWorker.register(addresses ? addresses.createScriptURL(address) : address, { updateViaCache: "none" });
}
