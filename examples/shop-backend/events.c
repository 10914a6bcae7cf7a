/* Owns POST /events: bytes into records, the records of all requests that wait into the engine, outcomes out.
 * Called by http.c when a request is there, and by main.c between two looks at the network.
 * A request is answered once all of it is in the file. Whatever came while the disk was busy with others goes there together: a transaction
 * waits for the disk once, however many it is for. What cannot be read never stops the rest. */
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
    struct tappa_record *records; /* as the engine takes them; what they point to is in `copies` */
    struct tappa_record **copies; /* a reader's record lives until the next one; a transaction wants them all */
    struct item *items;
    const struct tappa_ingested *results; /* while the answer is written */
    size_t record_count, item_count, room;
};

static int
make_room(struct inbox *inbox)
{
    size_t room = inbox->room ? inbox->room * 2 : 64;
    struct tappa_record *records, **copies;
    struct item *items;

    if (inbox->item_count < inbox->room)
        return 0;
    records = realloc(inbox->records, room * sizeof *records);
    if (records)
        inbox->records = records;
    items = realloc(inbox->items, room * sizeof *items);
    if (items)
        inbox->items = items;
    copies = realloc(inbox->copies, room * sizeof *copies);
    if (copies)
        inbox->copies = copies;
    if (!records || !items || !copies)
        return -1;
    inbox->room = room;
    return 0;
}

static tappa_status
add_record(struct inbox *inbox, struct tappa_record *r)
{
    tappa_status status = tappa_record_copy(NULL, r, &inbox->copies[inbox->record_count]);

    if (status)
        return status;
    inbox->records[inbox->record_count] = *inbox->copies[inbox->record_count];
    inbox->record_count++;
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
read_text(struct inbox *inbox, const char *text, size_t size)
{
    tappa_reader *reader;
    tappa_status status = tappa_reader_new(NULL, TAPPA_FORMAT_NDJSON, NULL, &reader);

    if (status)
        return status;
    tappa_reader_set_nobody(reader, 1);
    status = size ? tappa_reader_push(reader, text, size) : TAPPA_OK;
    if (!status)
        status = tappa_reader_push(reader, NULL, 0);
    if (!status)
        status = read_all(reader, inbox);
    tappa_reader_free(reader);
    return status;
}

static tappa_status
read_body(const struct request *request, struct inbox *inbox)
{
    char *text;
    tappa_status status;
    size_t size;

    if (!is_binary_cloudevent(request)) {
        make_one_line(request);
        return read_text(inbox, request->body, request->size);
    }
    status = binary_cloudevent(request, &text, &size);
    if (status)
        return status == TAPPA_EFORMAT && !make_room(inbox) ? add_wrong(inbox, 1, "the data of the event is not JSON") : status;
    status = read_text(inbox, text, size);
    free(text);
    return status;
}

static void
write_ingested(FILE *out, const struct tappa_ingested *result)
{
    write_member(out, 0, "outcome", tappa_ingest_text(result->outcome));
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

void
free_events(struct request *request)
{
    struct inbox *inbox = request->inbox;
    size_t i;

    if (!inbox)
        return;
    for (i = 0; i < inbox->record_count; i++)
        tappa_record_free(inbox->copies[i]);
    for (i = 0; i < inbox->item_count; i++)
        free(inbox->items[i].wrong);
    free(inbox->records);
    free(inbox->copies);
    free(inbox->items);
    free(inbox);
}

unsigned
post_events(struct shop *shop, struct request *request, FILE *out)
{
    tappa_status status = TAPPA_ENOMEM;

    request->inbox = calloc(1, sizeof *request->inbox);
    if (request->inbox)
        status = read_body(request, request->inbox);
    if (status)
        return refuse_status(out, status);
    if (shop->closing)
        return refuse(out, MHD_HTTP_SERVICE_UNAVAILABLE, "the shop is closing");
    if (!request->inbox->record_count)
        return write_outcomes(request->inbox, out);
    request->next = shop->waiting;
    shop->waiting = request;
    return 0;
}

/* ---- one transaction ---- */

static void
answer(struct request *request, tappa_status status)
{
    FILE *out = open_memstream(&request->text, &request->text_size);
    int failed = !out;

    if (out) {
        request->code = status ? refuse_status(out, status) : write_outcomes(request->inbox, out);
        fputc('\n', out);
        failed = ferror(out);
        failed |= fclose(out) != 0;
    }
    if (failed) {
        free(request->text);
        request->text = NULL;
    }
    request->answered = 1;
    MHD_resume_connection(request->connection);
}

/* The requests in the order in which they came. */
static struct request *
take_waiting(struct shop *shop, size_t *count)
{
    struct request *first = NULL, *next;

    for (*count = 0; shop->waiting; shop->waiting = next) {
        next = shop->waiting->next;
        shop->waiting->next = first;
        first = shop->waiting;
        *count += first->inbox->record_count;
    }
    return first;
}

void
commit_events(struct shop *shop)
{
    size_t count, at = 0;
    struct request *first = take_waiting(shop, &count), *request, *next;
    struct tappa_record *records = count ? malloc(count * sizeof *records) : NULL;
    struct tappa_ingested *results = count ? calloc(count, sizeof *results) : NULL;
    tappa_status status = records && results ? TAPPA_OK : TAPPA_ENOMEM;

    for (request = first; !status && request; request = request->next) {
        memcpy(records + at, request->inbox->records, request->inbox->record_count * sizeof *records);
        request->inbox->results = results + at;
        at += request->inbox->record_count;
    }
    if (!status) {
        results->size = sizeof *results;
        status = tappa_engine_ingest(shop->engine, records, count, NULL, present(), results);
    }
    if (first)
        tell("events", status, &shop->told);
    for (request = first; request; request = next) {
        next = request->next; /* once it may go on it may be gone */
        answer(request, status);
    }
    free(records);
    free(results);
}
