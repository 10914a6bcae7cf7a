/* Owns records kept for later: packed one behind the other, with an index that can be put in order of time.
 * Called by hosts that must see a whole log before they can run it.
 * A record lies within one block and never moves, so what tappa_log_at() hands out needs no copy. */
#include <stdlib.h>
#include <string.h>

#include "lib/exchange/read/names.h"
#include "lib/record/size.h"
#include "tappa/exchange/log.h"
#include "tappa/exchange/reader.h"

#define BLOCK ((size_t)1 << 22)

/* Where a record lies. `place` grows with each record, so (time, place) is the order of time with ties as they came. */
struct entry {
    int64_t time;
    uint64_t place; /* block * BLOCK + offset */
};

/* What a packed record begins with; then, where all of it is kept, packed_rest with the bytes of the id and the identities, two names each; then
 * its fields, each a packed_field and the bytes of its text. */
struct packed {
    uint64_t line;
    uint32_t customer, event, touchpoint, zone;
    uint32_t input, field_count, flags;
};
struct packed_rest {
    int64_t order;
    uint32_t source, id_size, identity_count;
};
struct packed_field {
    uint32_t name, kind, size;
};

struct tappa_log {
    struct tappa_allocator allocator;
    tappa_model *model;
    struct tappa__names names; /* customers, events, touchpoints, zones, sources, identities, fields */
    char **blocks;
    size_t *used;
    size_t block_count, block_capacity, used_capacity;
    struct entry *entries;
    size_t count, entry_capacity;
    uint64_t bytes;
    int sorted;
    struct tappa_field *fields; /* of the record handed out last */
    struct tappa_identity *identities;
    size_t field_capacity, identity_capacity;
};

tappa_status
tappa_log_new(const struct tappa_allocator *allocator, tappa_model *model, tappa_log **log)
{
    struct tappa_allocator a;
    struct tappa_log *l;

    if (log)
        *log = NULL;
    if (!log || !tappa__allocator_take(allocator, &a))
        return TAPPA_EINVAL;
    l = tappa__alloc_zero(&a, sizeof *l);
    if (!l)
        return TAPPA_ENOMEM;
    l->allocator = a;
    l->model = tappa_model_ref(model);
    l->sorted = 1;
    tappa__names_init(&l->names, &a);
    *log = l;
    return TAPPA_OK;
}

void
tappa_log_free(tappa_log *log)
{
    struct tappa_allocator a;
    size_t i;

    if (!log)
        return;
    a = log->allocator;
    for (i = 0; i < log->block_count; i++)
        tappa__free(&a, log->blocks[i]);
    tappa__free(&a, log->blocks);
    tappa__free(&a, log->used);
    tappa__free(&a, log->entries);
    tappa__free(&a, log->fields);
    tappa__free(&a, log->identities);
    tappa__names_free(&log->names);
    tappa_model_unref(log->model);
    tappa__free(&a, log);
}

/* Room for `size` bytes in the last block, or in a new one; NULL when out of memory. */
static char *
room(struct tappa_log *log, size_t size, uint64_t *place)
{
    size_t last = log->block_count - 1;

    if (!log->block_count || size > BLOCK - log->used[last]) {
        char *block;

        if (tappa__grow(&log->allocator, (void **)&log->blocks, &log->block_capacity, log->block_count + 1,
                        sizeof *log->blocks)
            || tappa__grow(&log->allocator, (void **)&log->used, &log->used_capacity, log->block_count + 1,
                           sizeof *log->used))
            return NULL;
        block = tappa__alloc(&log->allocator, BLOCK);
        if (!block)
            return NULL;
        last = log->block_count++;
        log->blocks[last] = block;
        log->used[last] = 0;
        log->bytes += BLOCK;
    }
    *place = (uint64_t)last * BLOCK + log->used[last];
    return log->blocks[last] + log->used[last];
}

/* Whether anything would ever read the field. */
static int
wanted(const struct tappa_log *log, const tappa_event_type *type, const struct tappa_field *field)
{
    if (field->value.kind == TAPPA_UNSET || field->value.kind == TAPPA_NULL)
        return 0;
    return !log->model || tappa_event_type_field_find(type, field->name, field->name_size) != TAPPA_NONE;
}

static int
has_text(uint32_t kind)
{
    return kind == TAPPA_STRING || kind == TAPPA_BYTES;
}

/* Bytes that the record can need at most. */
static size_t
most_bytes(const struct tappa_record *record)
{
    size_t size = sizeof(struct packed) + sizeof(struct packed_rest) + record->id_size + record->identity_count * 2 * sizeof(uint32_t);
    uint32_t i;

    for (i = 0; i < record->field_count; i++) {
        const struct tappa_value *value = &record->fields[i].value;

        size += sizeof(struct packed_field) + (has_text(value->kind) ? value->size : sizeof(int64_t));
    }
    return size;
}

static int
number_of(struct tappa_log *log, const char *s, uint32_t n, uint32_t *number)
{
    *number = TAPPA_NONE;
    return n ? tappa__names_add(&log->names, s, n, number) : 0;
}

static size_t
pack_value(char *out, const struct tappa_value *value)
{
    if (has_text(value->kind)) {
        if (value->size)
            memcpy(out, value->data, value->size);
        return value->size;
    }
    if (value->kind == TAPPA_DOUBLE)
        memcpy(out, &value->real, sizeof value->real);
    else
        memcpy(out, &value->integer, sizeof value->integer);
    return sizeof value->integer;
}

/* What only a log without a model keeps; its size, or 0 when out of memory. */
static size_t
pack_rest(struct tappa_log *log, const struct tappa_record *record, char *out)
{
    struct packed_rest rest = {.order = record->order, .id_size = record->id_size, .identity_count = record->identity_count};
    size_t n = sizeof rest;
    uint32_t i;

    if (number_of(log, record->source, record->source_size, &rest.source))
        return 0;
    memcpy(out, &rest, sizeof rest);
    if (record->id_size)
        memcpy(out + n, record->id, record->id_size);
    n += record->id_size;
    for (i = 0; i < record->identity_count; i++) {
        const struct tappa_identity *identity = &record->identities[i];
        uint32_t numbers[2];

        if (number_of(log, identity->kind, identity->kind_size, &numbers[0])
            || number_of(log, identity->value, identity->value_size, &numbers[1]))
            return 0;
        memcpy(out + n, numbers, sizeof numbers);
        n += sizeof numbers;
    }
    return n;
}

/* Writes the record; its size, or 0 when out of memory. */
static size_t
pack(struct tappa_log *log, const struct tappa_record *record, char *out)
{
    const tappa_event_type *type = tappa_model_event_find(log->model, record->event, record->event_size);
    struct packed head = {.line = record->line, .input = record->input, .flags = record->flags};
    size_t n = sizeof head, rest = log->model ? 0 : pack_rest(log, record, out + n);
    uint32_t i;

    if ((!rest && !log->model) || number_of(log, record->customer, record->customer_size, &head.customer)
        || number_of(log, record->event, record->event_size, &head.event)
        || number_of(log, record->touchpoint, record->touchpoint_size, &head.touchpoint)
        || number_of(log, record->zone, record->zone_size, &head.zone))
        return 0;
    n += rest;
    for (i = 0; i < record->field_count; i++) {
        const struct tappa_field *field = &record->fields[i];
        struct packed_field packed = {0, field->value.kind, field->value.size};

        if (!wanted(log, type, field))
            continue;
        if (number_of(log, field->name, field->name_size, &packed.name))
            return 0;
        memcpy(out + n, &packed, sizeof packed);
        n += sizeof packed;
        n += pack_value(out + n, &field->value);
        head.field_count++;
    }
    memcpy(out, &head, sizeof head);
    return n;
}

static int
acceptable(const struct tappa_log *log, const struct tappa_record *record)
{
    return !(record->flags & ~TAPPA_RECORD_TEXT) && (record->customer_size || !log->model) && record->event_size
           && (record->fields || !record->field_count) && record->field_count <= 2 * TAPPA_READ_FIELDS
           && (record->identities || !record->identity_count) && record->identity_count <= TAPPA_READ_FIELDS
           && most_bytes(record) <= BLOCK;
}

tappa_status
tappa_log_append(tappa_log *log, const struct tappa_record *given)
{
    struct tappa_record own = {0};
    const struct tappa_record *record = &own;
    uint64_t place;
    size_t size;
    char *out;

    if (!log || !given || !tappa__size_known(given, given->size, TAPPA__RECORD_LEAST, sizeof own))
        return TAPPA_EINVAL;
    memcpy(&own, given, given->size < sizeof own ? given->size : sizeof own);
    if (!acceptable(log, record))
        return TAPPA_EINVAL;
    if (tappa__grow(&log->allocator, (void **)&log->entries, &log->entry_capacity, log->count + 1, sizeof *log->entries))
        return TAPPA_ENOMEM;
    out = room(log, most_bytes(record), &place);
    size = out ? pack(log, record, out) : 0;
    if (!size)
        return TAPPA_ENOMEM;
    log->used[log->block_count - 1] += size;
    if (log->count && record->time < log->entries[log->count - 1].time)
        log->sorted = 0;
    log->entries[log->count++] = (struct entry){record->time, place};
    return TAPPA_OK;
}

static int
compare(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

void
tappa_log_sort(tappa_log *log)
{
    if (!log || log->sorted)
        return;
    qsort(log->entries, log->count, sizeof *log->entries, compare);
    log->sorted = 1;
}

uint64_t
tappa_log_count(const tappa_log *log)
{
    return log ? log->count : 0;
}

uint64_t
tappa_log_bytes(const tappa_log *log)
{
    return log ? log->bytes + log->entry_capacity * sizeof *log->entries + log->names.arena.total
                     + log->names.slot_count * sizeof *log->names.slots
                     + log->names.item_capacity * (sizeof *log->names.items + sizeof *log->names.hashes)
               : 0;
}

static void
text_of(const struct tappa_log *log, uint32_t number, const char **s, uint32_t *n)
{
    if (number == TAPPA_NONE)
        return;
    *s = log->names.items[number].s;
    *n = log->names.items[number].n;
}

static size_t
unpack_value(const char *in, struct tappa_value *value)
{
    if (has_text(value->kind)) {
        value->data = in;
        return value->size;
    }
    if (value->kind == TAPPA_DOUBLE)
        memcpy(&value->real, in, sizeof value->real);
    else
        memcpy(&value->integer, in, sizeof value->integer);
    return sizeof value->integer;
}

static void
unpack_fields(struct tappa_log *log, const char *in, uint32_t count)
{
    uint32_t i;

    for (i = 0; i < count; i++) {
        struct tappa_field *field = &log->fields[i];
        struct packed_field packed;

        memcpy(&packed, in, sizeof packed);
        in += sizeof packed;
        memset(field, 0, sizeof *field);
        text_of(log, packed.name, &field->name, &field->name_size);
        field->value.kind = packed.kind;
        field->value.size = packed.size;
        in += unpack_value(in, &field->value);
    }
}

/* What pack_rest() wrote; where the fields begin, or NULL when out of memory. */
static const char *
unpack_rest(struct tappa_log *log, const char *in, struct tappa_record *out)
{
    struct packed_rest rest;
    uint32_t i;

    memcpy(&rest, in, sizeof rest);
    in += sizeof rest;
    if (tappa__grow(&log->allocator, (void **)&log->identities, &log->identity_capacity, rest.identity_count,
                    sizeof *log->identities))
        return NULL;
    out->order = rest.order;
    text_of(log, rest.source, &out->source, &out->source_size);
    out->id = in;
    out->id_size = rest.id_size;
    in += rest.id_size;
    for (i = 0; i < rest.identity_count; i++) {
        struct tappa_identity *identity = &log->identities[i];
        uint32_t numbers[2];

        memcpy(numbers, in, sizeof numbers);
        in += sizeof numbers;
        memset(identity, 0, sizeof *identity);
        text_of(log, numbers[0], &identity->kind, &identity->kind_size);
        text_of(log, numbers[1], &identity->value, &identity->value_size);
    }
    out->identities = log->identities;
    out->identity_count = rest.identity_count;
    return in;
}

tappa_status
tappa_log_at(tappa_log *log, uint64_t index, struct tappa_record *record)
{
    struct tappa_record full = {0};
    const struct entry *entry;
    struct packed head;
    const char *in;

    if (!log || !record || index >= log->count
        || !tappa__size_known(record, record->size, TAPPA__RECORD_LEAST, sizeof full))
        return TAPPA_EINVAL;
    entry = &log->entries[index];
    in = log->blocks[entry->place / BLOCK] + entry->place % BLOCK;
    memcpy(&head, in, sizeof head);
    in = log->model ? in + sizeof head : unpack_rest(log, in + sizeof head, &full);
    if (!in || tappa__grow(&log->allocator, (void **)&log->fields, &log->field_capacity, head.field_count, sizeof *log->fields))
        return TAPPA_ENOMEM;
    unpack_fields(log, in, head.field_count);
    full.time = entry->time;
    full.flags = head.flags;
    full.line = head.line;
    full.input = head.input;
    full.fields = log->fields;
    full.field_count = head.field_count;
    text_of(log, head.customer, &full.customer, &full.customer_size);
    text_of(log, head.event, &full.event, &full.event_size);
    text_of(log, head.touchpoint, &full.touchpoint, &full.touchpoint_size);
    text_of(log, head.zone, &full.zone, &full.zone_size);
    tappa__size_give(record, &full, record->size, sizeof full);
    return TAPPA_OK;
}
