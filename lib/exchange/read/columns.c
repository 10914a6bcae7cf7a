/* Owns what the columns of a CSV log mean, by its map or by the names in its header, and the making of a record from a row's cells.
 * Called by csv.c: once for the first row, then for each.
 * Once bound, every column that is used exists in every row that is taken: a row of another width is a bad line. */
#include <string.h>

#include "lib/base/number.h"
#include "lib/base/time.h"
#include "lib/exchange/read/reader.h"
#include "tappa/time.h"

/* Names by which a column is known without a map, each role's own ones in order of preference. */
static const char *const role_names[TAPPA__ROLES][8] = {
    {"customer", "customer_id", "case:concept:name", "user_id", "userid", "case_id", "case", "user"},
    {"event", "event_name", "concept:name", "activity", "action", NULL, NULL, NULL},
    {"time", "timestamp", "time:timestamp", "event_time", "datetime", "date", NULL, NULL},
    {"id", "event_id", "message_id", NULL, NULL, NULL, NULL, NULL},
    {"touchpoint", NULL, NULL, NULL, NULL, NULL, NULL, NULL},
    {"zone", "timezone", NULL, NULL, NULL, NULL, NULL, NULL},
};
static const char *const role_words[TAPPA__ROLES] = {"customer", "event", "time", "id", "touchpoint", "zone"};

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static int
same_word(const struct tappa__cell *cell, const char *word)
{
    size_t n = strlen(word), i = 0;

    if (cell->n != n)
        return 0;
    while (i < n && lower(cell->s[i]) == word[i])
        i++;
    return i == n;
}

/* The name of a column, which is not empty, as an identifier: `_` for what cannot stand in one. s is NULL when out of memory. */
static struct tappa__text
field_name(struct tappa__arena *arena, struct tappa__cell cell)
{
    uint32_t before = cell.s[0] >= '0' && cell.s[0] <= '9', i;
    char *out = tappa__arena_alloc(arena, (size_t)before + cell.n + 1);

    if (!out)
        return (struct tappa__text){NULL, 0};
    out[0] = '_';
    for (i = 0; i < cell.n; i++) {
        char c = cell.s[i];
        int fits = (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '_';

        out[before + i] = fits ? c : '_';
    }
    return (struct tappa__text){out, before + cell.n};
}

/* The column that the map calls so: a number from 1, or a name of the header. */
static uint32_t
column_of(const struct tappa_reader *r, struct tappa__text name, int names)
{
    uint64_t number;
    uint32_t i;

    for (i = 0; names && i < r->csv.cell_count; i++) {
        if (tappa__text_equal(name, (struct tappa__text){r->csv.cells[i].s, r->csv.cells[i].n}))
            return i;
    }
    if (!tappa__uint64_parse(name, &number) && number >= 1 && number <= r->csv.cell_count)
        return (uint32_t)number - 1;
    return TAPPA_NONE;
}

static tappa_status
no_column(struct tappa_reader *r, struct tappa__text name)
{
    int size = (int)(name.n > 60 ? 60 : name.n);

    if (r->csv.cell_count == 1)
        return tappa__reader_bad(r, "a column is missing",
                                 "no column `%.*s`: the first row is all one column; another `separator`?", size, name.s);
    return tappa__reader_bad(r, "a column is missing", "no column `%.*s` among the %zu of the first row", size, name.s,
                             r->csv.cell_count);
}

static tappa_status
make_fields(struct tappa_reader *r, uint32_t count)
{
    r->csv.names = tappa__arena_alloc(&r->csv.arena, (count + (size_t)1) * sizeof *r->csv.names);
    r->csv.columns = tappa__arena_alloc(&r->csv.arena, (count + (size_t)1) * sizeof *r->csv.columns);
    return r->csv.names && r->csv.columns ? TAPPA_OK : TAPPA_ENOMEM;
}

static tappa_status
bind_map(struct tappa_reader *r, int names)
{
    const struct tappa_column_map *map = r->map;
    const struct tappa__map_field *field;
    uint32_t i;

    for (i = 0; i < TAPPA__ROLES; i++) {
        r->csv.role[i] = map->role[i].s ? column_of(r, map->role[i], names) : TAPPA_NONE;
        if (map->role[i].s && r->csv.role[i] == TAPPA_NONE)
            return no_column(r, map->role[i]);
    }
    r->csv.constant = map->constant;
    if (make_fields(r, map->field_count))
        return TAPPA_ENOMEM;
    for (field = map->fields, i = 0; field; field = field->next, i++) {
        r->csv.names[i] = field->name;
        r->csv.columns[i] = column_of(r, field->column, names);
        if (r->csv.columns[i] == TAPPA_NONE)
            return no_column(r, field->column);
    }
    r->csv.field_count = map->field_count;
    return TAPPA_OK;
}

/* The first of a role's names that the header has. */
static uint32_t
known_column(const struct tappa_reader *r, int role)
{
    uint32_t i, k;

    for (k = 0; k < 8 && role_names[role][k]; k++) {
        for (i = 0; i < r->csv.cell_count; i++) {
            if (same_word(&r->csv.cells[i], role_names[role][k]))
                return i;
        }
    }
    return TAPPA_NONE;
}

static int
has_role(const struct tappa_reader *r, uint32_t column)
{
    int i;

    for (i = 0; i < TAPPA__ROLES; i++) {
        if (r->csv.role[i] == column)
            return 1;
    }
    return 0;
}

/* Without a map: roles by name, and every other column that has a name is a field of it. */
static tappa_status
bind_header(struct tappa_reader *r)
{
    struct tappa__csv *csv = &r->csv;
    uint32_t i;
    int role;

    for (role = 0; role < TAPPA__ROLES; role++) {
        csv->role[role] = known_column(r, role);
        if (csv->role[role] == TAPPA_NONE && role <= TAPPA__ROLE_TIME)
            return tappa__reader_bad(r, "a column is missing",
                                     "the first row names no column that is the %s: say with a map which one it is",
                                     role_words[role]);
    }
    if (make_fields(r, (uint32_t)csv->cell_count))
        return TAPPA_ENOMEM;
    for (i = 0; i < csv->cell_count && csv->field_count < TAPPA_READ_FIELDS; i++) {
        if (!csv->cells[i].n || has_role(r, i))
            continue;
        csv->names[csv->field_count] = field_name(&csv->arena, csv->cells[i]);
        if (!csv->names[csv->field_count].s)
            return TAPPA_ENOMEM;
        csv->columns[csv->field_count++] = i;
    }
    return TAPPA_OK;
}

tappa_status
tappa__columns_bind(struct tappa_reader *r, int names)
{
    r->csv.column_count = (uint32_t)r->csv.cell_count;
    return r->map ? bind_map(r, names) : bind_header(r);
}

/* Seconds with an optional fraction, exactly. */
static int
epoch(struct tappa__text t, int64_t *time)
{
    int64_t micros = 0, unit = 1000000, seconds;
    struct tappa__text before = t;
    uint32_t i;

    for (before.n = 0; before.n < t.n && t.s[before.n] != '.';)
        before.n++;
    if (tappa__int64_parse(before, &seconds) || seconds < TAPPA__TIME_MIN / TAPPA__SECOND
        || seconds > TAPPA__TIME_MAX / TAPPA__SECOND)
        return -1;
    for (i = before.n + 1; i < t.n; i++) {
        if (t.s[i] < '0' || t.s[i] > '9')
            return -1;
        unit /= 10;
        micros += (t.s[i] - '0') * unit;
    }
    *time = seconds * TAPPA__SECOND + (before.s[0] == '-' ? -micros : micros);
    return *time < TAPPA__TIME_MIN ? -1 : 0;
}

/* YYYYMMDD. */
static int
date(struct tappa__text t, int64_t *time)
{
    char text[10];

    if (t.n != 8)
        return -1;
    memcpy(text, t.s, 4);
    memcpy(text + 5, t.s + 4, 2);
    memcpy(text + 8, t.s + 6, 2);
    text[4] = text[7] = '-';
    return tappa__time_parse((struct tappa__text){text, sizeof text}, 1, time);
}

static int
micros(struct tappa__text t, int64_t *time)
{
    return tappa__int64_parse(t, time) || *time < TAPPA__TIME_MIN || *time > TAPPA__TIME_MAX ? -1 : 0;
}

static tappa_status
read_time(struct tappa_reader *r, const struct tappa__cell *cell, int64_t *time)
{
    struct tappa__text t = {cell->s, cell->n};
    int failed;

    switch (r->map ? r->map->time_format : TAPPA__TIME_ANY) {
    case TAPPA__TIME_EPOCH:
        failed = epoch(t, time);
        break;
    case TAPPA__TIME_DATE:
        failed = date(t, time);
        break;
    case TAPPA__TIME_MICROS:
        failed = micros(t, time);
        break;
    case TAPPA__TIME_RFC3339:
        failed = tappa__time_parse(t, 1, time);
        break;
    default:
        failed = tappa__time_parse(t, 1, time) && micros(t, time);
    }
    if (!cell->n)
        return tappa__reader_bad(r, "no time", "no time");
    return failed ? tappa__reader_bad(r, "not a time", "the time cannot be read") : TAPPA_OK;
}

static void
take(const struct tappa_reader *r, int role, const char **s, uint32_t *n)
{
    if (r->csv.role[role] == TAPPA_NONE)
        return;
    *s = r->csv.cells[r->csv.role[role]].s;
    *n = r->csv.cells[r->csv.role[role]].n;
}

tappa_status
tappa__columns_read(struct tappa_reader *r, struct tappa_record *out)
{
    const struct tappa__csv *csv = &r->csv;
    tappa_status status;
    uint32_t i;

    if (csv->cell_count != csv->column_count)
        return tappa__reader_bad(r, "a row of another width", "the row has %zu columns, the first one %u", csv->cell_count,
                                 csv->column_count);
    out->flags = TAPPA_RECORD_TEXT;
    out->event = csv->constant.s;
    out->event_size = csv->constant.n;
    take(r, TAPPA__ROLE_CUSTOMER, &out->customer, &out->customer_size);
    take(r, TAPPA__ROLE_EVENT, &out->event, &out->event_size);
    take(r, TAPPA__ROLE_ID, &out->id, &out->id_size);
    take(r, TAPPA__ROLE_TOUCHPOINT, &out->touchpoint, &out->touchpoint_size);
    take(r, TAPPA__ROLE_ZONE, &out->zone, &out->zone_size);
    status = read_time(r, &csv->cells[csv->role[TAPPA__ROLE_TIME]], &out->time);
    for (i = 0; i < csv->field_count && !status; i++) {
        const struct tappa__cell *cell = &csv->cells[csv->columns[i]];
        struct tappa_field *field;

        if (!cell->n)
            continue;
        field = tappa__reader_field(r, csv->names[i].s, csv->names[i].n);
        if (!field)
            return TAPPA_ENOMEM;
        field->value.kind = TAPPA_STRING;
        field->value.data = cell->s;
        field->value.size = cell->n;
    }
    return status ? status : tappa__reader_finish(r, out);
}
