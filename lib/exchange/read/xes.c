/* Owns the reading of XES: traces, their events, and the attributes of both.
 * Called by tappa_reader_next(); expat is suspended at the end of each event, so that records are pulled one by one.
 * A document type is refused before an entity can be declared, and no event keeps more than a line may have. */
#include <expat.h>
#include <string.h>

#include "lib/base/time.h"
#include "lib/exchange/read/reader.h"

#define SLICE ((size_t)65536)
#define UNREAD_MOST ((uint64_t)4 * TAPPA_READ_LINE_BYTES) /* bytes that expat may hold back for one token */

/* Elements that count, and where they stand: log > trace > event > attributes. */
enum place { ELSEWHERE, IN_LOG, IN_TRACE, IN_EVENT };

/* Texts of one trace or one event: offsets into `text`, which grows. */
struct attribute {
    uint32_t name, name_size, value, value_size;
};
struct attributes {
    struct tappa__buffer text;
    struct attribute items[TAPPA_READ_FIELDS];
    uint32_t count;
    const char *bad; /* why none of this is taken; NULL: it is */
};

struct tappa__xes {
    XML_Parser parser;
    struct tappa_reader *reader;
    struct attributes trace, event;
    enum place place;
    int depth, skip; /* elements open; the depth above which all is skipped, 0: nothing is */
    int suspended, dead;
    uint64_t handed, line; /* bytes given to expat; where the event began */
    const char *fatal;     /* why expat was stopped */
};

static const char *
local_name(const char *name)
{
    const char *colon = strchr(name, ':');

    return colon ? colon + 1 : name;
}

static void
clear(struct attributes *a)
{
    tappa__buffer_reset(&a->text);
    a->count = 0;
    a->bad = NULL;
}

static uint32_t
keep(struct attributes *a, const char *prefix, const char *s, uint32_t *size)
{
    uint32_t at = (uint32_t)a->text.n;

    tappa__buffer_str(&a->text, prefix);
    tappa__buffer_str(&a->text, s);
    *size = (uint32_t)a->text.n - at;
    return at;
}

static void
add(struct attributes *a, const char *prefix, const char *key, const char *value)
{
    struct attribute *item;

    if (a->count >= TAPPA_READ_FIELDS) {
        a->bad = "too many fields";
    } else if (strlen(key) + strlen(value) + a->text.n > TAPPA_READ_LINE_BYTES) {
        a->bad = "the event is too long";
    } else {
        item = &a->items[a->count++];
        item->name = keep(a, prefix, key, &item->name_size);
        item->value = keep(a, "", value, &item->value_size);
    }
}

static void
on_attribute(struct tappa__xes *x, const char **pairs)
{
    const char *key = NULL, *value = NULL;
    int i;

    for (i = 0; pairs[i]; i += 2) {
        if (!strcmp(pairs[i], "key"))
            key = pairs[i + 1];
        else if (!strcmp(pairs[i], "value"))
            value = pairs[i + 1];
    }
    if (key && value)
        add(x->place == IN_EVENT ? &x->event : &x->trace, x->place == IN_EVENT ? "" : "case_", key, value);
}

static void
stop(struct tappa__xes *x, const char *why)
{
    x->fatal = why;
    (void)XML_StopParser(x->parser, XML_FALSE);
}

static void XMLCALL
on_start(void *user, const char *name, const char **pairs)
{
    struct tappa__xes *x = user;
    const char *local = local_name(name);

    if (++x->depth > TAPPA_READ_DEPTH)
        stop(x, "nested too deeply");
    if (x->skip)
        return;
    if (x->place == ELSEWHERE && !strcmp(local, "log")) {
        x->place = IN_LOG;
    } else if (x->place == IN_LOG && !strcmp(local, "trace")) {
        x->place = IN_TRACE;
        clear(&x->trace);
    } else if ((x->place == IN_TRACE || x->place == IN_LOG) && !strcmp(local, "event")) {
        if (x->place == IN_LOG)
            clear(&x->trace);
        x->place = IN_EVENT;
        clear(&x->event);
        x->line = XML_GetCurrentLineNumber(x->parser);
    } else {
        /* An attribute, or what is none of ours; what stands inside it is nobody's. */
        if (x->place == IN_TRACE || x->place == IN_EVENT)
            on_attribute(x, pairs);
        else if (x->depth == 1)
            stop(x, "not XES");
        x->skip = x->depth;
    }
}

static void XMLCALL
on_end(void *user, const char *name)
{
    struct tappa__xes *x = user;
    int depth = x->depth--;

    (void)name;
    if (x->skip) {
        if (depth == x->skip)
            x->skip = 0;
    } else if (x->place == IN_EVENT) {
        x->place = depth == 2 ? IN_LOG : IN_TRACE;
        x->suspended = 1;
        (void)XML_StopParser(x->parser, XML_TRUE);
    } else if (x->place == IN_TRACE) {
        x->place = IN_LOG;
    } else {
        x->place = ELSEWHERE;
    }
}

static void XMLCALL
on_doctype(void *user, const char *name, const char *system, const char *public, int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    stop(user, "a document type");
}

static tappa_status
begin(struct tappa_reader *r)
{
    struct tappa__xes *x = tappa__alloc_zero(&r->allocator, sizeof *x);

    if (!x)
        return TAPPA_ENOMEM;
    r->xes = x;
    x->reader = r;
    tappa__buffer_init(&x->trace.text, &r->allocator);
    tappa__buffer_init(&x->event.text, &r->allocator);
    x->parser = XML_ParserCreate(NULL);
    if (!x->parser)
        return TAPPA_ENOMEM;
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_start, on_end);
    XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
    return TAPPA_OK;
}

void
tappa__xes_free(struct tappa_reader *r)
{
    struct tappa__xes *x = r->xes;

    if (!x)
        return;
    if (x->parser)
        XML_ParserFree(x->parser);
    tappa__buffer_free(&x->trace.text);
    tappa__buffer_free(&x->event.text);
    tappa__free(&r->allocator, x);
}

/* Nothing can be read behind an error in XML: it is told, and the log ends there. */
static tappa_status
give_up(struct tappa_reader *r)
{
    struct tappa__xes *x = r->xes;
    enum XML_Error error = XML_GetErrorCode(x->parser);

    x->dead = 1;
    r->start = r->end;
    r->line = XML_GetCurrentLineNumber(x->parser);
    if (!x->fatal && error == XML_ERROR_NO_MEMORY)
        return TAPPA_ENOMEM;
    if (x->fatal)
        return tappa__reader_bad(r, x->fatal, "%s: nothing more is read", x->fatal);
    return tappa__reader_bad(r, "not XML", "not XML: %s (column %lu); nothing more is read", XML_ErrorString(error),
                             (unsigned long)XML_GetCurrentColumnNumber(x->parser) + 1);
}

/* Reads on to the end of the next event: TAPPA_OK there. */
static tappa_status
advance(struct tappa_reader *r)
{
    struct tappa__xes *x = r->xes;
    enum XML_Status status = XML_STATUS_OK;

    if (x->suspended) {
        x->suspended = 0;
        status = XML_ResumeParser(x->parser);
    }
    while (status == XML_STATUS_OK) {
        size_t n = r->end - r->start < SLICE ? r->end - r->start : SLICE;
        const char *bytes = tappa__reader_waiting(r);
        XML_ParsingStatus about;

        XML_GetParsingStatus(x->parser, &about);
        if (about.parsing == XML_FINISHED)
            return TAPPA_END;
        if (!n && !r->ended)
            return TAPPA_MORE;
        r->start += n;
        x->handed += n;
        status = XML_Parse(x->parser, bytes, (int)n, n == 0);
        if (status == XML_STATUS_OK && x->handed - (uint64_t)XML_GetCurrentByteIndex(x->parser) > UNREAD_MOST) {
            x->fatal = "the event is too long";
            status = XML_STATUS_ERROR;
        }
    }
    if (status == XML_STATUS_ERROR)
        return give_up(r);
    return TAPPA_OK;
}

static int
is_named(const struct attributes *a, const struct attribute *item, const char *name)
{
    return item->name_size == strlen(name) && !memcmp(a->text.s + item->name, name, item->name_size);
}

/* The attributes as fields, under names that a model can declare: `org:resource` is `org_resource`. */
static tappa_status
add_fields(struct tappa_reader *r, struct attributes *a)
{
    uint32_t i, k;

    for (i = 0; i < a->count; i++) {
        const struct attribute *item = &a->items[i];
        struct tappa_field *field;
        char *name = a->text.s + item->name;

        if (!item->value_size || r->field_count >= TAPPA_READ_FIELDS)
            continue;
        for (k = 0; k < item->name_size; k++) {
            char c = name[k];

            if (!((c >= '0' && c <= '9' && k) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
                name[k] = '_';
        }
        field = tappa__reader_field(r, name, item->name_size);
        if (!field)
            return TAPPA_ENOMEM;
        field->value.kind = TAPPA_STRING;
        field->value.data = a->text.s + item->value;
        field->value.size = item->value_size;
    }
    return TAPPA_OK;
}

/* The customer is the trace's name. Names are compared before add_fields() changes them. */
static void
find_customer(const struct attributes *a, struct tappa_record *out)
{
    uint32_t i;

    for (i = 0; i < a->count; i++) {
        if (is_named(a, &a->items[i], "case_concept:name") || is_named(a, &a->items[i], "case_concept_name")) {
            out->customer = a->text.s + a->items[i].value;
            out->customer_size = a->items[i].value_size;
        }
    }
}

static int
find_event(const struct attributes *a, struct tappa_record *out)
{
    int times = 0;
    uint32_t i;

    for (i = 0; i < a->count; i++) {
        const struct attribute *item = &a->items[i];
        const char *value = a->text.s + item->value;

        if (is_named(a, item, "concept:name")) {
            out->event = value;
            out->event_size = item->value_size;
        } else if (is_named(a, item, "concept:instance")) {
            out->id = value;
            out->id_size = item->value_size;
        } else if (is_named(a, item, "time:timestamp")) {
            if (tappa__time_parse((struct tappa__text){value, item->value_size}, 1, &out->time))
                return -1;
            times++;
        }
    }
    return times;
}

tappa_status
tappa__xes_next(struct tappa_reader *r, struct tappa_record *record)
{
    tappa_status status = r->xes ? TAPPA_OK : begin(r);
    struct tappa__xes *x = r->xes;
    int times;

    if (!status && x->dead)
        return TAPPA_END;
    if (!status)
        status = advance(r);
    if (status)
        return status;
    r->line = record->line = x->line;
    if (x->trace.bad || x->event.bad)
        return tappa__reader_bad(r, x->trace.bad ? x->trace.bad : x->event.bad, "%s",
                                 x->trace.bad ? x->trace.bad : x->event.bad);
    if (x->trace.text.failed || x->event.text.failed)
        return TAPPA_ENOMEM;
    record->flags = TAPPA_RECORD_TEXT;
    find_customer(&x->trace, record);
    times = find_event(&x->event, record);
    if (times < 0)
        return tappa__reader_bad(r, "not a time", "the time cannot be read");
    if (!times)
        return tappa__reader_bad(r, "no time", "no time:timestamp");
    status = add_fields(r, &x->event);
    if (!status)
        status = add_fields(r, &x->trace);
    return status ? status : tappa__reader_finish(r, record);
}
