/** Names of Backstay's parts of the storage account. */
export const TARGETS_TABLE = 'backstaytargets';
/** Secrets that instances share. */
export const SECRETS_TABLE = 'backstaysecrets';
export const RECORD_TABLE = 'backstayrecord';
export const NOTES_TABLE = 'backstaynotes';
export const WAKE_QUEUE = 'backstay-wake';
/** The host's own name for what it gives up. */
export const POISON_QUEUE = `${WAKE_QUEUE}-poison`;
/** Where Event Grid puts events, when they are delivered to a queue. */
export const EVENT_QUEUE = 'backstay-events';
export const EVENT_POISON_QUEUE = `${EVENT_QUEUE}-poison`;
export const ANCHORS_CONTAINER = 'backstay-anchors';
/** The heads that the anchors vouch for. */
export const HEADS_CONTAINER = 'backstay-heads';
export const OUTBOX_TABLE = 'backstayoutbox';
export const OUTBOX_QUEUE = 'backstay-outbox';
export const OUTBOX_POISON_QUEUE = `${OUTBOX_QUEUE}-poison`;
export const SCANS_TABLE = 'backstayscans';
export const SCAN_QUEUE = 'backstay-scan';
export const SCAN_POISON_QUEUE = `${SCAN_QUEUE}-poison`;
