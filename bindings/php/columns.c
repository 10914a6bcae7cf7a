/* Owns how plain arrays become the columns that the library's cohort reads.
 * Called by Cohort::feed() before anything is done.
 * Every item is checked, none is converted that does not say the same; the memory is the cohort's and is kept for its next feed. */
#include "cohort.h"

/* Room for `count` items of `size` bytes, kept between calls; NULL where an exception was thrown. */
static void *
room(void *block, size_t *has, size_t count, size_t size)
{
    void *larger;

    if (*has >= count * size)
        return block;
    larger = realloc(block, count * size);
    if (larger)
        *has = count * size;
    return larger;
}

#define ROOM(place, has, count)                                                                                        \
    do {                                                                                                               \
        void *larger_ = room((place), &(has), (count) ? (count) : 1, sizeof *(place));                                 \
        if (!larger_) {                                                                                                \
            php_tappa_throw(TAPPA_ENOMEM, "%s", tappa_status_text(TAPPA_ENOMEM));                                      \
            return FAILURE;                                                                                            \
        }                                                                                                              \
        (place) = larger_;                                                                                             \
    } while (0)

/* ---- lists of whole numbers, as most are: read in one go, with a single look at the end whether all of them fit */

#if PHP_VERSION_ID >= 80200
typedef zval item_of_list;
#define ITEMS(list) ((list)->arPacked)
#define ITEM(item) (item)
#else
typedef Bucket item_of_list;
#define ITEMS(list) ((list)->arData)
#define ITEM(item) (&(item)->val)
#endif

/* Whether all items are ints; what `out` has counts only then. */
static int
ints_of(const HashTable *list, int64_t *restrict out)
{
    const item_of_list *items = ITEMS(list);
    uint32_t count = list->nNumUsed;
    uint8_t others = 0;

    if (!HT_IS_PACKED(list) || !HT_IS_WITHOUT_HOLES(list))
        return 0;
    for (uint32_t i = 0; i < count; i++) {
        out[i] = Z_LVAL_P(ITEM(&items[i]));
        others |= (uint8_t)(Z_TYPE_P(ITEM(&items[i])) ^ IS_LONG);
    }
    return !others;
}

/* Whether all items are ints below `most`. */
static int
indices_of(const HashTable *list, uint64_t most, uint32_t *restrict out)
{
    const item_of_list *items = ITEMS(list);
    uint32_t count = list->nNumUsed;
    uint64_t large = 0;
    uint8_t others = 0;

    if (!HT_IS_PACKED(list) || !HT_IS_WITHOUT_HOLES(list))
        return 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t index = (uint64_t)Z_LVAL_P(ITEM(&items[i]));

        out[i] = (uint32_t)index;
        large |= index >= most;
        others |= (uint8_t)(Z_TYPE_P(ITEM(&items[i])) ^ IS_LONG);
    }
    return !(large | others);
}

static zend_result
wrong_item(uint32_t argument, size_t at, const char *what)
{
    zend_argument_value_error(argument, "must be a list of %s; the item %zu is none", what, at);
    return FAILURE;
}

zend_result
php_tappa_read_journeys(struct php_tappa_cohort *c, HashTable *list)
{
    zend_ulong most = tappa_cohort_count(c->cohort);
    uint32_t *out;
    zval *item;

    ROOM(c->journeys, c->journeys_size, zend_hash_num_elements(list));
    out = c->journeys;
    if (EXPECTED(indices_of(list, most, out)))
        return SUCCESS;
    ZEND_HASH_FOREACH_VAL(list, item) {
        if (UNEXPECTED(Z_TYPE_P(item) != IS_LONG)) {
            ZVAL_DEREF(item);
            if (Z_TYPE_P(item) != IS_LONG)
                return wrong_item(1, (size_t)(out - c->journeys), "journeys' numbers");
        }
        if (UNEXPECTED((zend_ulong)Z_LVAL_P(item) >= most))
            return wrong_item(1, (size_t)(out - c->journeys), "numbers of journeys that the cohort has");
        *out++ = (uint32_t)Z_LVAL_P(item);
    }
    ZEND_HASH_FOREACH_END();
    return SUCCESS;
}

zend_result
php_tappa_read_events(struct php_tappa_cohort *c, HashTable *list)
{
    zend_ulong most = tappa_model_event_declared(c->model->model);
    uint32_t *out;
    zval *item;

    ROOM(c->events, c->events_size, zend_hash_num_elements(list));
    out = c->events;
    if (EXPECTED(indices_of(list, most, out)))
        return SUCCESS;
    ZEND_HASH_FOREACH_VAL(list, item) {
        ZVAL_DEREF(item);
        if (EXPECTED(Z_TYPE_P(item) == IS_LONG && (zend_ulong)Z_LVAL_P(item) < most)) {
            *out++ = (uint32_t)Z_LVAL_P(item);
            continue;
        }
        *out = Z_TYPE_P(item) == IS_STRING ? php_tappa_event_index(c->model, Z_STR_P(item)) : TAPPA_NONE;
        if (*out++ == TAPPA_NONE)
            return wrong_item(2, (size_t)(out - c->events - 1), "events that the model declares, by name or index");
    }
    ZEND_HASH_FOREACH_END();
    return SUCCESS;
}

zend_result
php_tappa_read_times(struct php_tappa_cohort *c, HashTable *list)
{
    int64_t *out;
    zval *item;

    ROOM(c->times, c->times_size, zend_hash_num_elements(list));
    out = c->times;
    if (EXPECTED(ints_of(list, out)))
        return SUCCESS;
    ZEND_HASH_FOREACH_VAL(list, item) {
        if (EXPECTED(Z_TYPE_P(item) == IS_LONG))
            *out++ = Z_LVAL_P(item);
        else if (php_tappa_time_of(item, out++) == FAILURE)
            return wrong_item(3, (size_t)(out - c->times - 1), "times");
    }
    ZEND_HASH_FOREACH_END();
    return SUCCESS;
}

/* The kind in which the model's events declare a field of this name. */
static uint32_t
kind_of(struct php_tappa_model *m, zend_string *name)
{
    for (uint32_t e = 0; e < tappa_model_event_declared(m->model); e++) {
        const struct php_tappa_event_type *t = php_tappa_event_fields(m, e);

        for (uint32_t f = 0; f < t->field_count; f++) {
            if (zend_string_equals(t->names[f], name))
                return t->kinds[f];
        }
    }
    return TAPPA_UNSET;
}

/* From the first absent value on each event has a bit. */
static zend_result
begin_present(struct column_room *r, size_t count, size_t seen)
{
    ROOM(r->present, r->present_size, (count + 7) / 8);
    memset(r->present, 0, (count + 7) / 8);
    memset(r->present, 0xff, seen / 8);
    if (seen % 8)
        r->present[seen / 8] = (uint8_t)((1u << seen % 8) - 1);
    return SUCCESS;
}

static zend_result
wrong_value(zend_string *name, size_t at, uint32_t kind, zval *item)
{
    php_tappa_throw(TAPPA_EFIELD, "The field \"%s\" takes %s; the item %zu, %s, does not fit", ZSTR_VAL(name), php_tappa_kind_name(kind), at,
                    zend_zval_type_name(item));
    return FAILURE;
}

/* Texts one after the other, cut by offsets. */
static zend_result
put_text(struct column_room *r, size_t at, const struct tappa_value *value)
{
    size_t used = (size_t)r->offsets[at], size = value->kind == TAPPA_UNSET ? 0 : value->size;

    if (used + size > INT32_MAX) {
        php_tappa_throw(TAPPA_ELIMIT, "The texts of one field are more than 2 GiB");
        return FAILURE;
    }
    if (used + size > r->values_size) {
        void *larger = room(r->values, &r->values_size, used + size + used / 2 + 64, 1);

        if (!larger) {
            php_tappa_throw(TAPPA_ENOMEM, "%s", tappa_status_text(TAPPA_ENOMEM));
            return FAILURE;
        }
        r->values = larger;
    }
    if (size)
        memcpy((char *)r->values + used, value->data, size);
    r->offsets[at + 1] = (int32_t)(used + size);
    return SUCCESS;
}

static zend_always_inline void
put_value(struct column_room *r, size_t at, uint32_t kind, const struct tappa_value *value)
{
    if (kind == TAPPA_DOUBLE)
        ((double *)r->values)[at] = value->real;
    else if (kind == TAPPA_BOOL)
        ((uint8_t *)r->values)[at] = (uint8_t)value->integer;
    else
        ((int64_t *)r->values)[at] = value->integer;
}

static zend_result
make_room(struct column_room *r, uint32_t kind, size_t count)
{
    int64_t *values = r->values;

    if (kind == TAPPA_STRING) {
        ROOM(r->offsets, r->offsets_size, count + 1);
        r->offsets[0] = 0;
        return SUCCESS;
    }
    ROOM(values, r->values_size, count); /* 8 bytes are enough for every kind */
    r->values = values;
    return SUCCESS;
}

/* Item by item: any kind, with gaps. */
static zend_result
read_items(struct column_room *r, zend_string *name, uint32_t kind, HashTable *list, int *absent)
{
    size_t at = 0, count = zend_hash_num_elements(list);
    int has_absent = 0;
    zval *item;

    ZEND_HASH_FOREACH_VAL(list, item) {
        struct tappa_value value;

        if (php_tappa_read_value(item, kind, &value) == FAILURE)
            return wrong_value(name, at, kind, item);
        if (value.kind == TAPPA_UNSET && !has_absent++ && begin_present(r, count, at) == FAILURE)
            return FAILURE;
        if (kind == TAPPA_STRING && put_text(r, at, &value) == FAILURE)
            return FAILURE;
        if (kind != TAPPA_STRING && value.kind != TAPPA_UNSET)
            put_value(r, at, kind, &value);
        if (has_absent && value.kind != TAPPA_UNSET)
            r->present[at / 8] |= (uint8_t)(1u << at % 8);
        at++;
    }
    ZEND_HASH_FOREACH_END();
    *absent = has_absent;
    return SUCCESS;
}

static zend_result
read_column(struct column_room *r, struct tappa_column *column, zend_string *name, uint32_t kind, HashTable *list)
{
    int has_absent = 0;

    if (make_room(r, kind, zend_hash_num_elements(list)) == FAILURE)
        return FAILURE;
    if (!(kind == TAPPA_INT && ints_of(list, r->values)) && read_items(r, name, kind, list, &has_absent) == FAILURE)
        return FAILURE;
    *column = (struct tappa_column){.field = ZSTR_VAL(name), .field_size = ZSTR_LEN(name), .kind = kind, .values = r->values,
                                    .offsets = kind == TAPPA_STRING ? r->offsets : NULL, .present = has_absent ? r->present : NULL};
    if (kind == TAPPA_STRING && !r->values)
        column->values = "";
    return SUCCESS;
}

static zend_result
make_columns(struct php_tappa_cohort *c, uint32_t count)
{
    struct column_room *rooms;
    struct tappa_column *columns;

    if (count <= c->room_count)
        return SUCCESS;
    rooms = realloc(c->rooms, count * sizeof *rooms);
    if (rooms)
        c->rooms = rooms;
    columns = rooms ? realloc(c->columns, count * sizeof *columns) : NULL;
    if (!columns) {
        php_tappa_throw(TAPPA_ENOMEM, "%s", tappa_status_text(TAPPA_ENOMEM));
        return FAILURE;
    }
    c->columns = columns;
    memset(c->rooms + c->room_count, 0, (count - c->room_count) * sizeof *rooms);
    c->room_count = count;
    return SUCCESS;
}

zend_result
php_tappa_read_columns(struct php_tappa_cohort *c, HashTable *fields, uint32_t events)
{
    uint32_t at = 0;
    zend_string *name;
    zval *list;

    if (make_columns(c, zend_hash_num_elements(fields)) == FAILURE)
        return FAILURE;
    ZEND_HASH_FOREACH_STR_KEY_VAL(fields, name, list) {
        uint32_t kind = name ? kind_of(c->model, name) : TAPPA_UNSET;

        ZVAL_DEREF(list);
        if (kind == TAPPA_UNSET) {
            php_tappa_throw(TAPPA_ENAME, name ? "No event of the model %s has a field \"%s\"" : "No event of the model %s has fields without names",
                            tappa_model_name(c->model->model), name ? ZSTR_VAL(name) : "");
            return FAILURE;
        }
        if (Z_TYPE_P(list) != IS_ARRAY || zend_hash_num_elements(Z_ARRVAL_P(list)) != events) {
            zend_argument_value_error(4, "must have as many values for \"%s\" as there are events", ZSTR_VAL(name));
            return FAILURE;
        }
        if (read_column(&c->rooms[at], &c->columns[at], name, kind, Z_ARRVAL_P(list)) == FAILURE)
            return FAILURE;
        at++;
    }
    ZEND_HASH_FOREACH_END();
    return SUCCESS;
}
