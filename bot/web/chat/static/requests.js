// A request that is given up in time: some networks swallow what is sent and never answer.

const ANSWERED_WITHIN = 30000;

export function request(address, options = {}) {
  return fetch(address, { ...options, signal: AbortSignal.timeout(ANSWERED_WITHIN) });
}
