/** What the server says of its own trouble: one JSON object a line, on stderr. Never what a caller sent. */

export type Log = (code: 'STORE_FAIL' | 'STORE_REOPENED' | 'REQUEST_FAIL', fields: Readonly<Record<string, unknown>>) => void;

export const logToStderr: Log = (code, fields) => console.error(JSON.stringify({at: new Date().toISOString(), level: 'error', code, ...fields}));
