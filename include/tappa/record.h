/* The record: one event as a log tells it, before any model has looked at it. */
#ifndef TAPPA_RECORD_H
#define TAPPA_RECORD_H

#include "tappa/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Nothing more will come: result of calls that hand out one thing after another. */
#define TAPPA_END 3
/* The bytes handed in are used up: hand in more, or say that there are none. */
#define TAPPA_MORE 4

/* A field of a record. A list or an object is named by its kind alone, size 0 and data NULL: no field of a model can hold it. */
struct tappa_field {
    const char *name;
    uint32_t name_size;
    uint32_t flags; /* 0 */
    struct tappa_value value;
};

/* One way by which a person is known: `kind` is the shop's word ("login", "cookie", "email"), `value` what they are called there. */
struct tappa_identity {
    const char *kind;
    const char *value;
    uint32_t kind_size, value_size;
};

/* The values of the fields are text from a format without types (CSV, XES): each is read as the kind that the model declares. */
#define TAPPA_RECORD_TEXT 1u

/*
 * One event. All it points to is UTF-8 with a length, no NUL needs to stand behind it, and one within is a character like others; it is borrowed: the call that fills it says for how long. Absent
 * texts have size 0. A caller built against an older header passes a smaller size: what it lacks is not filled in, or counts as 0.
 */
struct tappa_record {
    uint32_t size;  /* sizeof(struct tappa_record) */
    uint32_t flags; /* TAPPA_RECORD_ */
    int64_t time;   /* microseconds UTC */
    const char *customer;
    const char *event;
    const char *id;
    const char *source;
    const char *touchpoint;
    const char *zone;
    const struct tappa_field *fields;
    uint32_t customer_size, event_size, id_size, source_size, touchpoint_size, zone_size;
    uint32_t field_count;
    uint32_t input; /* which of several logs it is from: the caller's number, 0 from a reader */
    uint64_t line;  /* 1-based line on which it begins; 0: unknown */
    const struct tappa_identity *identities; /* all by which the person was known then; where there are none, `customer` alone counts */
    int64_t order;                           /* what orders events of one time from one source, as a counter does; 0 where the source gives none: then
                                              * ids decide, byte for byte, and "10" comes before "9" */
    uint32_t identity_count;
    uint32_t alignment; /* 0 */
};

#ifdef __cplusplus
}
#endif

#endif
