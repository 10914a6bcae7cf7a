/* Owns the envelopes of events in JSON: bare, Segment, CloudEvents; which one it is, and what stands where in it.
 * Called by ndjson.c for each item.
 * What it hands out is borrowed from the JSON; a member of a wrong type is an error and never guessed. */
#include <stdio.h>
#include <string.h>

#include "lib/base/time.h"
#include "lib/exchange/read/reader.h"
#include "tappa/time.h"

enum { DIGITS_CUSTOMER, DIGITS_ID, DIGITS_SOURCE, DIGITS_DEVICE };

static int
absent(const json_t *value)
{
    return !value || json_typeof(value) == JSON_NULL;
}

/* A text member, empty where absent. `digits`: a whole number is taken too, as its decimal digits; -1: it is not. */
static tappa_status
text_of(struct tappa_reader *reader, const json_t *value, const char *what, int digits, const char **s, uint32_t *n)
{
    if (absent(value))
        return TAPPA_OK;
    if (json_is_string(value)) {
        *s = json_string_value(value);
        *n = (uint32_t)json_string_length(value);
        return TAPPA_OK;
    }
    if (json_is_integer(value) && digits >= 0) {
        char *out = reader->ndjson.digits[digits];

        *n = (uint32_t)snprintf(out, sizeof reader->ndjson.digits[0], "%lld", (long long)json_integer_value(value));
        *s = out;
        return TAPPA_OK;
    }
    return tappa__reader_bad(reader, "a member of the wrong type", "`%s` is no text", what);
}

static tappa_status
time_of(struct tappa_reader *reader, const json_t *value, const char *what, int64_t *time)
{
    tappa_status status = TAPPA_EFORMAT;

    if (absent(value))
        return tappa__reader_bad(reader, "no time", "no `%s`", what);
    if (json_is_string(value)) {
        status = tappa_time_parse(json_string_value(value), json_string_length(value), time);
    } else if (json_is_integer(value)) {
        *time = json_integer_value(value);
        status = *time < TAPPA__TIME_MIN || *time > TAPPA__TIME_MAX ? TAPPA_ETIME : TAPPA_OK;
    }
    if (status == TAPPA_ETIME)
        return tappa__reader_bad(reader, "a time out of range", "`%s` is outside the years 0001 to 9999", what);
    if (status)
        return tappa__reader_bad(reader, "not a time", "`%s` is neither RFC 3339 nor whole microseconds", what);
    return TAPPA_OK;
}

static tappa_status
field_of(struct tappa_reader *reader, const char *key, const json_t *value)
{
    struct tappa_field *field = tappa__reader_field(reader, key, strlen(key));

    if (!field)
        return TAPPA_ENOMEM;
    switch (json_typeof(value)) {
    case JSON_STRING:
        field->value.kind = TAPPA_STRING;
        field->value.data = json_string_value(value);
        field->value.size = (uint32_t)json_string_length(value);
        break;
    case JSON_INTEGER:
        field->value.kind = TAPPA_INT;
        field->value.integer = json_integer_value(value);
        break;
    case JSON_REAL:
        field->value.kind = TAPPA_DOUBLE;
        field->value.real = json_real_value(value);
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        field->value.kind = TAPPA_BOOL;
        field->value.integer = json_is_true(value);
        break;
    default:
        field->value.kind = json_is_array(value) ? TAPPA_LIST : TAPPA_MAP;
    }
    return TAPPA_OK;
}

/* The members of an object as fields; null is absent. */
static tappa_status
fields_of(struct tappa_reader *reader, json_t *object, const char *what)
{
    const char *key;
    json_t *value;

    if (absent(object))
        return TAPPA_OK;
    if (!json_is_object(object))
        return tappa__reader_bad(reader, "a member of the wrong type", "`%s` is no object", what);
    if (json_object_size(object) > TAPPA_READ_FIELDS)
        return tappa__reader_bad(reader, "too many fields", "`%s` has more than %d members", what, TAPPA_READ_FIELDS);
    json_object_foreach(object, key, value) {
        if (!json_is_null(value)) {
            tappa_status status = field_of(reader, key, value);

            if (status)
                return status;
        }
    }
    return TAPPA_OK;
}

/* One more field from beside the object, where it is there and the object has none of this name. */
static tappa_status
field_beside(struct tappa_reader *reader, const json_t *item, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(item, key);

    return absent(value) || !absent(json_object_get(object, key)) ? TAPPA_OK : field_of(reader, key, value);
}

#define TRY(call) \
    do { \
        tappa_status tried = (call); \
        if (tried) \
            return tried; \
    } while (0)

/* All by which the person is known: `customer`, which is a kind of its own, and what `identities` names, {kind: value}. */
static tappa_status
bare_person(struct tappa_reader *reader, const json_t *item, struct tappa_record *out)
{
    struct tappa_identity *known = reader->ndjson.identities;
    json_t *identities = json_object_get(item, "identities");
    const char *kind;
    json_t *value;

    TRY(text_of(reader, json_object_get(item, "customer"), "customer", DIGITS_CUSTOMER, &out->customer, &out->customer_size));
    if (absent(identities))
        return TAPPA_OK;
    if (!json_is_object(identities))
        return tappa__reader_bad(reader, "a member of the wrong type", "`identities` is no object");
    if (json_object_size(identities) > TAPPA__READ_IDENTITIES)
        return tappa__reader_bad(reader, "too many identities", "`identities` has more than %d members", TAPPA__READ_IDENTITIES);
    out->identities = known;
    *known = (struct tappa_identity){0};
    if (out->customer_size)
        known[out->identity_count++] = (struct tappa_identity){"customer", out->customer, 8, out->customer_size};
    json_object_foreach(identities, kind, value) {
        struct tappa_identity *named = &known[out->identity_count];
        int is_text = json_is_string(value);

        *named = (struct tappa_identity){.kind = kind, .kind_size = (uint32_t)strlen(kind)};
        if (!named->kind_size || (!is_text && !absent(value)))
            return tappa__reader_bad(reader, "a member of the wrong type", "`identities` has texts alone, each with a name: {\"login\": \"anna\"}");
        named->value = json_string_value(value);
        named->value_size = (uint32_t)json_string_length(value);
        out->identity_count += named->value_size != 0;
    }
    if (!out->customer_size) {
        out->customer = known->value;
        out->customer_size = known->value_size;
    }
    return TAPPA_OK;
}

static tappa_status
read_bare(struct tappa_reader *reader, const json_t *item, struct tappa_record *out)
{
    int is_timed = !absent(json_object_get(item, "time"));

    /* Meant as Segment's, and none of its: that it has no `time` would say nothing. */
    if (!is_timed && json_object_get(item, "batch"))
        return tappa__reader_bad(reader, "not an event", "`batch` is no array");
    if (!is_timed && json_object_get(item, "messageId"))
        return tappa__reader_bad(reader, "not an event", "`type` is none of track, page, screen, identify, group, alias");
    TRY(text_of(reader, json_object_get(item, "id"), "id", DIGITS_ID, &out->id, &out->id_size));
    TRY(text_of(reader, json_object_get(item, "source"), "source", DIGITS_SOURCE, &out->source, &out->source_size));
    TRY(bare_person(reader, item, out));
    TRY(text_of(reader, json_object_get(item, "event"), "event", -1, &out->event, &out->event_size));
    TRY(text_of(reader, json_object_get(item, "touchpoint"), "touchpoint", -1, &out->touchpoint,
                &out->touchpoint_size));
    TRY(text_of(reader, json_object_get(item, "zone"), "zone", -1, &out->zone, &out->zone_size));
    TRY(time_of(reader, json_object_get(item, "time"), "time", &out->time));
    return fields_of(reader, json_object_get(item, "data"), "data");
}

/* Whom the event is about: by the same word as Segment's `userId`, so that one person is one whichever way their events come. */
static void
name_login(struct tappa_reader *reader, struct tappa_record *out)
{
    struct tappa_identity *login = reader->ndjson.identities;

    *login = (struct tappa_identity){"login", out->customer, 5, out->customer_size};
    out->identities = login;
    out->identity_count = out->customer_size != 0;
}

static tappa_status
read_cloudevent(struct tappa_reader *reader, const json_t *item, struct tappa_record *out)
{
    const char *version = json_string_value(json_object_get(item, "specversion"));
    json_t *data = json_object_get(item, "data");
    /* CloudEvents need not say when it happened; whoever recorded it may say when that was. */
    const char *time = absent(json_object_get(item, "time")) && !absent(json_object_get(item, "recordedtime")) ? "recordedtime" : "time";

    if (!version || strncmp(version, "1.", 2) != 0)
        return tappa__reader_bad(reader, "not CloudEvents 1", "`specversion` is not 1.0");
    TRY(text_of(reader, json_object_get(item, "id"), "id", -1, &out->id, &out->id_size));
    TRY(text_of(reader, json_object_get(item, "source"), "source", -1, &out->source, &out->source_size));
    TRY(text_of(reader, json_object_get(item, "subject"), "subject", -1, &out->customer, &out->customer_size));
    name_login(reader, out);
    TRY(text_of(reader, json_object_get(item, "type"), "type", -1, &out->event, &out->event_size));
    TRY(text_of(reader, json_object_get(item, "touchpoint"), "touchpoint", -1, &out->touchpoint,
                &out->touchpoint_size));
    TRY(text_of(reader, json_object_get(item, "zone"), "zone", -1, &out->zone, &out->zone_size));
    TRY(time_of(reader, json_object_get(item, time), time, &out->time));
    return json_is_object(data) ? fields_of(reader, data, "data") : TAPPA_OK;
}

/* Segment's calls: `track` has a name of its own; the others are named by their type and have their fields elsewhere. */
static int
segment_call(const char *type)
{
    static const char *const calls[] = {"track", "page", "screen", "identify", "group", "alias"};
    size_t i;

    for (i = 0; type && i < sizeof calls / sizeof *calls; i++) {
        if (!strcmp(type, calls[i]))
            return 1;
    }
    return 0;
}

static tappa_status
segment_fields(struct tappa_reader *reader, const json_t *item, const char *type)
{
    int has_traits = !strcmp(type, "identify") || !strcmp(type, "group");
    const char *where = has_traits ? "traits" : "properties";
    json_t *fields = json_object_get(item, where);

    TRY(fields_of(reader, fields, where));
    if (!strcmp(type, "page") || !strcmp(type, "screen")) {
        TRY(field_beside(reader, item, fields, "name"));
        TRY(field_beside(reader, item, fields, "category"));
    }
    if (!strcmp(type, "group"))
        TRY(field_beside(reader, item, fields, "groupId"));
    if (!strcmp(type, "alias"))
        TRY(field_beside(reader, item, fields, "previousId"));
    return TAPPA_OK;
}

/* Both by which Segment knows a person: the login, and the device, which an event that has both proves to be hers. The login counts as the customer.
 * `alias` says nothing but that: the device that she was until then is its `previousId`. */
static tappa_status
segment_person(struct tappa_reader *reader, const json_t *item, const char *type, struct tappa_record *out)
{
    struct tappa_identity *login = reader->ndjson.identities, *device = login;
    const char *known = !strcmp(type, "alias") && absent(json_object_get(item, "anonymousId")) ? "previousId" : "anonymousId";

    *login = (struct tappa_identity){.kind = "login", .kind_size = 5};
    TRY(text_of(reader, json_object_get(item, "userId"), "userId", DIGITS_CUSTOMER, &login->value, &login->value_size));
    if (login->value_size)
        device++;
    *device = (struct tappa_identity){.kind = "cookie", .kind_size = 6};
    TRY(text_of(reader, json_object_get(item, known), known, DIGITS_DEVICE, &device->value, &device->value_size));
    out->customer = login->value;
    out->customer_size = login->value_size;
    out->identities = login;
    out->identity_count = (uint32_t)(device - login) + (device->value_size != 0);
    return TAPPA_OK;
}

static tappa_status
read_segment(struct tappa_reader *reader, const json_t *item, struct tappa_record *out)
{
    static const char *const times[] = {"timestamp", "originalTimestamp", "receivedAt"};
    const char *type = json_string_value(json_object_get(item, "type"));
    size_t i = 0;

    TRY(segment_person(reader, item, type, out));
    TRY(text_of(reader, json_object_get(item, "messageId"), "messageId", DIGITS_ID, &out->id, &out->id_size));
    if (!strcmp(type, "track")) {
        TRY(text_of(reader, json_object_get(item, "event"), "event", -1, &out->event, &out->event_size));
    } else {
        out->event = type;
        out->event_size = (uint32_t)strlen(type);
    }
    TRY(text_of(reader, json_object_get(json_object_get(item, "context"), "timezone"), "context.timezone", -1, &out->zone,
                &out->zone_size));
    while (i < 2 && absent(json_object_get(item, times[i])))
        i++;
    TRY(time_of(reader, json_object_get(item, times[i]), absent(json_object_get(item, times[i])) ? times[0] : times[i],
                &out->time));
    return segment_fields(reader, item, type);
}

tappa_status
tappa__envelope_read(struct tappa_reader *reader, const json_t *item, struct tappa_record *record)
{
    tappa_status status;

    if (json_object_size(item) > TAPPA_READ_FIELDS)
        return tappa__reader_bad(reader, "too many fields", "the event has more than %d members", TAPPA_READ_FIELDS);
    if (json_object_get(item, "specversion"))
        status = read_cloudevent(reader, item, record);
    else if (segment_call(json_string_value(json_object_get(item, "type"))))
        status = read_segment(reader, item, record);
    else
        status = read_bare(reader, item, record);
    return status ? status : tappa__reader_finish(reader, record);
}
