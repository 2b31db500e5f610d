/** What Backstay calls its parts of the storage account. */
export const TARGETS_TABLE = 'backstaytargets';
export const RECORD_TABLE = 'backstayrecord';
export const WAKE_QUEUE = 'backstay-wake';
export const ANCHORS_CONTAINER = 'backstay-anchors';
