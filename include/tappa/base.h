/* Tappa: what every header needs: visibility, version, status, values. */
#ifndef TAPPA_BASE_H
#define TAPPA_BASE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define TAPPA_API __attribute__((visibility("default")))
#define TAPPA_MUST_CHECK __attribute__((warn_unused_result))
#else
#define TAPPA_API
#define TAPPA_MUST_CHECK
#endif

#define TAPPA_VERSION_MAJOR 0
#define TAPPA_VERSION_MINOR 1
#define TAPPA_VERSION_PATCH 0

/*
 * Structs that begin with `size` grow at their end: the caller sets it to what sizeof says where it is compiled, and no more is read or written. Smaller than
 * the struct was in the version that brought it is TAPPA_EINVAL, unless a call says otherwise; what a larger one holds behind what this library knows must be 0, and comes back as 0.
 */

/* "No index": an absent stage, event, touchpoint, row. */
#define TAPPA_NONE UINT32_MAX

/*
 * Result of every call that can fail: 0 is success, negatives are errors, positives are results that are not errors.
 * A number means one thing for ever. After any error nothing has changed, unless the call says otherwise.
 */
typedef int32_t tappa_status;

#define TAPPA_OK 0
/* The event began no journey: no row of `entry` matches. */
#define TAPPA_NOT_BEGUN 1
/* An argument is wrong: NULL where none is allowed, a size or flag unknown to this version, an index out of range. */
#define TAPPA_EINVAL (-1)
/* The allocator returned NULL. */
#define TAPPA_ENOMEM (-2)
/* The model has errors; the diagnostics say which. */
#define TAPPA_EMODEL (-3)
/* A limit of the context was reached, or the caller's buffer is too small. */
#define TAPPA_ELIMIT (-4)
/* The event is older than the last one the journey has taken up. */
#define TAPPA_ELATE (-5)
/* A field of the event does not fit its declared type. */
#define TAPPA_EFIELD (-6)
/* More than 1,000 transitions in one call, or more work than any shop's rules ask for: 100,000 actions, 10,000,000 rows considered. */
#define TAPPA_ELOOP (-7)
/* A time outside the years 0001 to 9999. */
#define TAPPA_ETIME (-8)
/* The bytes are no snapshot, or are damaged. */
#define TAPPA_ESNAPSHOT (-9)
/* A snapshot of a newer format version. */
#define TAPPA_EVERSION (-10)
/* A snapshot of another model, or of a version that `migrate` does not lead on from. */
#define TAPPA_EMISMATCH (-11)
/* A zone that the system does not have, or a damaged zone file. */
#define TAPPA_EZONE (-12)
/* A file cannot be read, or written. */
#define TAPPA_EIO (-13)
/* An expression is wrong, or its evaluation ended in an error. */
#define TAPPA_EEXPR (-14)
/* A name that nobody declared. */
#define TAPPA_ENAME (-15)
/* Objects of two models were put together. */
#define TAPPA_EMODELS (-16)
/* The text is not what the format asks for. */
#define TAPPA_EFORMAT (-17)

/*
 * Effect: names a status.
 * Returns: "ok", "out of memory", ...; "unknown status" for a number this version does not know. Never NULL.
 * Ownership: static. Threads: any. Since: 0.1.
 */
TAPPA_API const char *tappa_status_text(tappa_status status);

/*
 * Effect: the version of the library at run time, "0.1.0".
 * Returns: never NULL. Ownership: static. Threads: any. Since: 0.1.
 */
TAPPA_API const char *tappa_version(void);

/* A lost race: somebody else changed it in the meantime. Load it and try again. */
#define TAPPA_ECONFLICT (-18)
/* The store failed or is damaged; what was to be written is not there. */
#define TAPPA_ESTORE (-19)
/* Another process has it. */
#define TAPPA_EBUSY (-20)
/* It was opened before fork(), by the parent. */
#define TAPPA_EFORKED (-21)
/* Nobody is known by this name or number. */
#define TAPPA_EUNKNOWN (-22)

/* Kinds of a value. */
#define TAPPA_UNSET 0
#define TAPPA_BOOL 1      /* integer: 0 or 1 */
#define TAPPA_INT 2       /* integer */
#define TAPPA_UINT 3      /* integer, its bits read as uint64_t */
#define TAPPA_DOUBLE 4    /* real */
#define TAPPA_STRING 5    /* data: size bytes of UTF-8 */
#define TAPPA_BYTES 6     /* data: size bytes */
#define TAPPA_TIMESTAMP 7 /* integer: microseconds since 1970-01-01T00:00:00Z */
#define TAPPA_DURATION 8  /* integer: microseconds */
#define TAPPA_NULL 9
#define TAPPA_LIST 10  /* data: size values, an array of struct tappa_value */
#define TAPPA_MAP 11   /* data: size pairs, an array of 2 * size values: key, value, key, value, ... */
#define TAPPA_TYPE 12  /* data: the type's name, size bytes */
#define TAPPA_ERROR 13 /* data: a message, size bytes; integer: a TAPPA_ERR_ number. Only expressions make it. */

/* "No time": what never is due, never ends or never was. */
#define TAPPA_NEVER INT64_MAX

/*
 * One value. Which members count is said by `kind`; the others are ignored on input and 0 on output.
 * What `data` points to belongs to whoever made the value; calls say how long it lives.
 */
struct tappa_value {
    uint32_t kind;
    uint32_t size;
    int64_t integer;
    double real;
    const void *data;
};

#ifdef __cplusplus
}
#endif

#endif
