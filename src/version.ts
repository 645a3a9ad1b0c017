/** Of this SDK; the same as in package.json. */
export const SDK_VERSION = '0.1.0';
/** The oldest SDK that can serve what this one's training writes: raised when manifest, schema or graphs ask for more than it knows. */
export const MODELS_SINCE = '0.1.0';
