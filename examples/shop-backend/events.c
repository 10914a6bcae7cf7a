/* Owns POST /events: bytes into records, records into the engine, outcomes out.
 * Called by http.c.
 * A request is one transaction: it is answered once all of it is in the file, and what cannot be read never stops the rest. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "backend.h"
#include "tappa/exchange/reader.h"

/* One event of the request, in the order in which they came: a record, or why it is none. */
struct item {
    uint64_t line;
    char *wrong; /* NULL: it is the next of the records */
};

struct inbox {
    struct tappa_record *records; /* each begins a block of its own, with its texts and fields behind it: `blocks` */
    void **blocks;
    struct item *items;
    struct tappa_ingested *results;
    size_t record_count, item_count, room;
};

static const char *const outcomes[] = {"", "taken", "ignored", "duplicate", "too late", "unknown event", "nobody", "refused"};
#define OUTCOMES (sizeof outcomes / sizeof *outcomes)

static const char *
keep(char **at, const char *s, size_t n)
{
    char *copy = *at;

    if (n)
        memcpy(copy, s, n);
    *at += n;
    return copy;
}

static size_t
texts_of(const struct tappa_record *r)
{
    size_t n = (size_t)r->customer_size + r->event_size + r->id_size + r->source_size + r->touchpoint_size + r->zone_size, i;

    for (i = 0; i < r->field_count; i++)
        n += (size_t)r->fields[i].name_size + r->fields[i].value.size;
    for (i = 0; i < r->identity_count; i++)
        n += (size_t)r->identities[i].kind_size + r->identities[i].value_size;
    return n;
}

/* A reader's record lives until the next one; a transaction wants them all. */
static void *
copy_record(struct tappa_record *r)
{
    size_t fields = r->field_count * sizeof *r->fields, identities = r->identity_count * sizeof *r->identities, i;
    char *block = malloc(fields + identities + texts_of(r) + 1), *at = block + fields + identities;
    struct tappa_field *field = (void *)block;
    struct tappa_identity *identity = (void *)(block + fields);

    if (!block)
        return NULL;
    for (i = 0; i < r->field_count; i++) {
        field[i] = r->fields[i];
        field[i].name = keep(&at, field[i].name, field[i].name_size);
        field[i].value.data = keep(&at, field[i].value.data, field[i].value.size);
    }
    for (i = 0; i < r->identity_count; i++) {
        identity[i] = r->identities[i];
        identity[i].kind = keep(&at, identity[i].kind, identity[i].kind_size);
        identity[i].value = keep(&at, identity[i].value, identity[i].value_size);
    }
    r->fields = field;
    r->identities = identity;
    r->customer = keep(&at, r->customer, r->customer_size);
    r->event = keep(&at, r->event, r->event_size);
    r->id = keep(&at, r->id, r->id_size);
    r->source = keep(&at, r->source, r->source_size);
    r->touchpoint = keep(&at, r->touchpoint, r->touchpoint_size);
    r->zone = keep(&at, r->zone, r->zone_size);
    return block;
}

static int
make_room(struct inbox *inbox)
{
    size_t room = inbox->room ? inbox->room * 2 : 64;
    struct tappa_record *records;
    struct item *items;
    void **blocks;

    if (inbox->item_count < inbox->room)
        return 0;
    records = realloc(inbox->records, room * sizeof *records);
    if (records)
        inbox->records = records;
    items = realloc(inbox->items, room * sizeof *items);
    if (items)
        inbox->items = items;
    blocks = realloc(inbox->blocks, room * sizeof *blocks);
    if (blocks)
        inbox->blocks = blocks;
    if (!records || !items || !blocks)
        return -1;
    inbox->room = room;
    return 0;
}

/* What this shop calls a customer without further words (`customer`, CloudEvents' `subject`) is a login. */
static tappa_status
add_record(struct inbox *inbox, struct tappa_record *r)
{
    struct tappa_identity login = {"login", r->customer, 5, r->customer_size};

    if (!r->identity_count) {
        r->identities = &login;
        r->identity_count = 1;
    }
    inbox->blocks[inbox->record_count] = copy_record(r);
    if (!inbox->blocks[inbox->record_count])
        return TAPPA_ENOMEM;
    inbox->records[inbox->record_count++] = *r;
    inbox->items[inbox->item_count++] = (struct item){r->line, NULL};
    return TAPPA_OK;
}

static tappa_status
add_wrong(struct inbox *inbox, uint64_t line, const char *why)
{
    char *copy = strdup(why);

    if (!copy)
        return TAPPA_ENOMEM;
    inbox->items[inbox->item_count++] = (struct item){line, copy};
    return TAPPA_OK;
}

/* One JSON document may stand on many lines; a line break is never part of a JSON text. */
static void
make_one_line(const struct request *request)
{
    const char *type = MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, "Content-Type");
    size_t i;

    if (!type || (strncasecmp(type, "application/json", 16) && strncasecmp(type, "application/cloudevents", 23)))
        return;
    for (i = 0; i < request->size; i++) {
        if (request->body[i] == '\n' || request->body[i] == '\r')
            request->body[i] = ' ';
    }
}

static tappa_status
read_all(tappa_reader *reader, struct inbox *inbox)
{
    for (;;) {
        struct tappa_record r = {.size = sizeof r};
        tappa_status status = make_room(inbox) ? TAPPA_ENOMEM : tappa_reader_next(reader, &r);

        if (status == TAPPA_OK)
            status = add_record(inbox, &r);
        else if (status == TAPPA_EFORMAT)
            status = add_wrong(inbox, r.line, tappa_reader_message(reader));
        else
            return status == TAPPA_END ? TAPPA_OK : status;
        if (status)
            return status;
    }
}

static tappa_status
read_body(const struct request *request, struct inbox *inbox)
{
    tappa_reader *reader;
    tappa_status status = tappa_reader_new(NULL, TAPPA_FORMAT_NDJSON, NULL, &reader);

    if (status)
        return status;
    make_one_line(request);
    status = request->size ? tappa_reader_push(reader, request->body, request->size) : TAPPA_OK;
    if (!status)
        status = tappa_reader_push(reader, NULL, 0);
    if (!status)
        status = read_all(reader, inbox);
    tappa_reader_free(reader);
    return status;
}

static void
write_ingested(FILE *out, const struct tappa_ingested *result)
{
    write_member(out, 0, "outcome", result->outcome < OUTCOMES ? outcomes[result->outcome] : "unknown");
    if (result->customer)
        fprintf(out, ", \"customer\": \"%lld\"", (long long)result->customer);
    if (result->sequence)
        fprintf(out, ", \"sequence\": %lld", (long long)result->sequence);
    fprintf(out, ", \"transitions\": %u", result->transitions);
    if (result->late)
        fputs(", \"late\": true", out);
    if (*result->message)
        write_member(out, 0, "message", result->message);
}

static unsigned
write_outcomes(const struct inbox *inbox, FILE *out)
{
    size_t i, next = 0;

    if (!inbox->item_count)
        return refuse(out, MHD_HTTP_BAD_REQUEST, "no event in the body");
    fputc('{', out);
    if (!inbox->record_count) {
        write_member(out, 1, "error", "no event in the body can be read");
        fputs(", ", out);
    }
    fputs("\"events\": [", out);
    for (i = 0; i < inbox->item_count; i++) {
        const struct item *item = &inbox->items[i];

        fprintf(out, "%s\n{\"line\": %llu", i ? "," : "", (unsigned long long)item->line);
        if (item->wrong) {
            write_member(out, 0, "outcome", "unreadable");
            write_member(out, 0, "message", item->wrong);
        } else {
            write_ingested(out, &inbox->results[next++]);
        }
        fputc('}', out);
    }
    fputs("]}", out);
    return inbox->record_count ? MHD_HTTP_OK : MHD_HTTP_BAD_REQUEST;
}

static void
empty(struct inbox *inbox)
{
    size_t i;

    for (i = 0; i < inbox->record_count; i++)
        free(inbox->blocks[i]);
    for (i = 0; i < inbox->item_count; i++)
        free(inbox->items[i].wrong);
    free(inbox->records);
    free(inbox->blocks);
    free(inbox->items);
    free(inbox->results);
}

unsigned
post_events(struct shop *shop, const struct request *request, FILE *out)
{
    struct inbox inbox = {0};
    tappa_status status = read_body(request, &inbox);
    unsigned code;

    if (!status && inbox.record_count) {
        inbox.results = calloc(inbox.record_count, sizeof *inbox.results);
        if (inbox.results) {
            inbox.results->size = sizeof *inbox.results;
            status = tappa_engine_ingest(shop->engine, inbox.records, inbox.record_count, NULL, present(), inbox.results);
        } else {
            status = TAPPA_ENOMEM;
        }
    }
    code = status ? refuse_status(out, status) : write_outcomes(&inbox, out);
    empty(&inbox);
    return code;
}
