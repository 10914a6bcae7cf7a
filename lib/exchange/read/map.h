/* The column map inside. */
#ifndef TAPPA__MAP_H
#define TAPPA__MAP_H

#include <stdatomic.h>

#include "lib/base/memory.h"
#include "tappa/exchange/reader.h"

enum tappa__role {
    TAPPA__ROLE_CUSTOMER,
    TAPPA__ROLE_EVENT,
    TAPPA__ROLE_TIME,
    TAPPA__ROLE_ID,
    TAPPA__ROLE_TOUCHPOINT,
    TAPPA__ROLE_ZONE,
    TAPPA__ROLES
};

enum tappa__time_format {
    TAPPA__TIME_ANY,
    TAPPA__TIME_RFC3339,
    TAPPA__TIME_EPOCH,
    TAPPA__TIME_DATE,
    TAPPA__TIME_MICROS
};

struct tappa__map_field {
    struct tappa__text name, column;
    struct tappa__map_field *next; /* in the order written */
};

/* Immutable once parsed; held by its caller and by each reader. A column is a name or, all digits, a number from 1. */
struct tappa_column_map {
    _Atomic uint32_t owners;
    struct tappa__arena arena;
    struct tappa__text role[TAPPA__ROLES]; /* s NULL: not said */
    struct tappa__text constant;           /* the event's name where it is `const` */
    struct tappa__map_field *fields;
    uint32_t field_count;
    enum tappa__time_format time_format;
    char separator; /* ' ': runs of blanks */
    int header;
};

struct tappa_column_map *tappa__map_ref(const struct tappa_column_map *map);

#endif
