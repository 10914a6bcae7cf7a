/* Snapshots: a journey as bytes. Canonical: decode then encode gives the same bytes. */
#ifndef TAPPA_SNAPSHOT_H
#define TAPPA_SNAPSHOT_H

#include "tappa/journey.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The format written, and the oldest one read. */
#define TAPPA_SNAPSHOT_CURRENT 1
#define TAPPA_SNAPSHOT_MIN_READABLE 1

/*
 * Effect: writes a journey. The bytes hold format version, model name, version and fingerprint, stages and slots by stable name, and a
 * CRC-32C; the same journey gives the same bytes on every machine.
 * Parameters: journey: not NULL. buffer, size: where to; NULL only with size 0. needed: how many bytes it takes; not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ELIMIT (size < *needed, as when asking how many: nothing written); TAPPA_ENOMEM.
 * Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_snapshot_write(const tappa_journey *journey, void *buffer, size_t size,
                                                             size_t *needed);
/*
 * Effect: makes a journey from bytes. Under the same model: as it was. Under a newer version of it: stages are moved by `migrate`, slots by
 * name and kind. A stage, under its old name or the one it is mapped to, keeps the timers of which it has one of the same delay, also those that have
 * fired since it was entered; others that it has are armed, counted from then. The batch says what was mapped, dropped or armed anew.
 * Parameters: model, bytes, batch: not NULL. journey: set to NULL first; not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ESNAPSHOT (no snapshot, damaged, or not in canonical form); TAPPA_EVERSION (a newer format);
 * TAPPA_EMISMATCH (another model, or a version that `migrate` does not lead on from); TAPPA_ENAME (a stage that is not in the model and
 * not in `migrate`: the batch names it); TAPPA_EZONE; TAPPA_ELIMIT; TAPPA_ENOMEM.
 * Ownership: the caller's. Threads: any; one at a time for the batch. Reads a zone file where the journey has a zone. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_snapshot_read(tappa_model *model, const void *bytes, size_t size,
                                                            tappa_batch *batch, tappa_journey **journey);

#ifdef __cplusplus
}
#endif

#endif
