/* The bytes of a snapshot, format 1. Numbers are varints in their shortest form (LEB128; signed ones zigzag), texts a length and bytes.
 *
 *     "TPSN" 1                                            magic, format
 *     name version fingerprint[16]                        of the model
 *     customer id zone                                    zone "" is UTC
 *     flags                                               1 begun, 2 ended
 *     started last sequence                               where begun
 *     final                                               where ended: a stage name
 *     n { stage entered k { delay due } }                 active stages in document order; timers in order, due 0: used up
 *     n { stage time }, n { stage count }                 latest entries and visits that the model keeps and that are not 0
 *     n { history m { stage } }                           what histories remember
 *     n { slot kind value }, n { slot kind value }        data, profile: those written, in the model's order
 *     n { due event id m { field kind value } }           delayed sends in the order sent; id "" is none
 *     crc32c[4]                                           of all before, little end first
 */
#ifndef TAPPA__SNAPSHOT_H
#define TAPPA__SNAPSHOT_H

#include "lib/core/journey/feed.h"
#include "tappa/snapshot.h"

#define TAPPA__SNAPSHOT_MAGIC "TPSN"
#define TAPPA__SNAPSHOT_HEAD 5 /* bytes: magic, format */

/* Reading: stays at its place once something did not fit. */
struct tappa__cursor_bytes {
    const unsigned char *at, *end;
    int bad;
};
uint64_t tappa__read_number(struct tappa__cursor_bytes *c);
/* A time; one outside the years 0001 to 9999 is bad. */
int64_t tappa__read_time(struct tappa__cursor_bytes *c);
struct tappa__text tappa__read_text(struct tappa__cursor_bytes *c);
/* A count of things that take at least `least` bytes each: larger ones than the bytes can hold are bad. */
uint32_t tappa__read_count(struct tappa__cursor_bytes *c, uint32_t least);
void tappa__read_value(struct tappa__cursor_bytes *c, struct tappa_value *out);

/* What is read of the bytes before a journey is made of it. */
struct tappa__snapshot {
    struct tappa__text model, customer, id, zone;
    int64_t version;
    const unsigned char *fingerprint;
    uint32_t flags;
    struct tappa__cursor_bytes rest; /* what stands behind the flags */
};

/* How names of the snapshot's version become stages, slots and events of this one. */
struct tappa__mover {
    struct tappa__work *w;
    struct tappa__cursor_bytes *c; /* bad once anything failed: nothing more is read */
    int64_t version;    /* of the snapshot */
    uint32_t moved;     /* 1: under another version, so names may be mapped and things dropped */
    uint8_t *settled;   /* timer slots that the snapshot had */
    tappa_status status;
};
/* The stage that an old name stands for; TAPPA_NONE: dropped, or unknown (mover->status is TAPPA_ENAME and the batch names it). */
uint32_t tappa__moved_stage(struct tappa__mover *mover, struct tappa__text name);
void tappa__tell_moved(struct tappa__mover *mover, uint32_t what, struct tappa__text name, uint32_t stage, int64_t due);
/* Reads all behind the flags into mover->w. */
void tappa__read_journey(struct tappa__mover *mover, struct tappa__snapshot *s);

#endif
