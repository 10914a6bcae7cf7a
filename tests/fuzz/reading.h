/* A log read by a reader, whatever the pieces: whole and by a few bytes it gives the same records. What was read is kept in a log, sorted,
 * and replayed under a model: the sums add up, and each line of the trace is JSON. A log without a model gives back whose and what each record was. */
#ifndef FUZZ_READING_H
#define FUZZ_READING_H

#include "tests/fuzz/fuzz.h"

#include "lib/base/text.h"
#include "tappa/exchange/json.h"
#include "tappa/exchange/log.h"
#include "tappa/exchange/reader.h"
#include "tappa/exchange/replay.h"

static inline uint64_t
mix(uint64_t sum, const void *data, size_t size)
{
    return sum * UINT64_C(1099511628211) + fuzz_touch(data, size) + size;
}

static inline uint64_t
mix_value(uint64_t sum, const struct tappa_value *v)
{
    sum = mix(sum, &v->kind, sizeof v->kind);
    if (v->kind == TAPPA_STRING) {
        must(tappa__utf8_valid(v->data, v->size));
        return mix(sum, v->data, v->size);
    }
    if (v->kind == TAPPA_LIST || v->kind == TAPPA_MAP) { /* of an envelope: they go no further than its record, and hold nothing */
        must(!v->size && !v->data);
        return sum;
    }
    return v->kind == TAPPA_DOUBLE ? mix(sum, &v->real, sizeof v->real) : mix(sum, &v->integer, sizeof v->integer);
}

/* What a log keeps of a record, but for its fields. */
static inline uint64_t
mix_head(uint64_t sum, const struct tappa_record *r)
{
    const char *const texts[] = {r->customer, r->event, r->id, r->source, r->touchpoint, r->zone};
    const uint32_t sizes[] = {r->customer_size, r->event_size, r->id_size, r->source_size, r->touchpoint_size, r->zone_size};

    must(r->event_size);
    for (int i = 0; i < 6; i++) {
        must(sizes[i] <= TAPPA_READ_NAME_BYTES && (!sizes[i] || tappa__utf8_valid(texts[i], sizes[i])));
        sum = mix(sum, texts[i], sizes[i]);
    }
    for (uint32_t i = 0; i < r->identity_count; i++) {
        must(r->identities[i].kind_size && tappa__utf8_valid(r->identities[i].kind, r->identities[i].kind_size));
        must(r->identities[i].value_size && tappa__utf8_valid(r->identities[i].value, r->identities[i].value_size));
        sum = mix(mix(sum, r->identities[i].kind, r->identities[i].kind_size), r->identities[i].value, r->identities[i].value_size);
    }
    return mix(sum, &r->time, sizeof r->time);
}

static inline uint64_t
mix_record(uint64_t sum, const struct tappa_record *r)
{
    must(r->line);
    sum = mix(mix_head(sum, r), &r->line, sizeof r->line);
    must(r->field_count <= TAPPA_READ_COLUMNS);
    for (uint32_t i = 0; i < r->field_count; i++) {
        must(tappa__utf8_valid(r->fields[i].name, r->fields[i].name_size));
        sum = mix_value(mix(sum, r->fields[i].name, r->fields[i].name_size), &r->fields[i].value);
    }
    return sum;
}

/* One sum of all that comes, `nobody`: also what is nobody's; the records go to a log where there is one, and `kept` is what it must keep of them. */
static inline uint64_t
read_whole(const uint8_t *data, size_t size, size_t piece, int32_t format, const tappa_column_map *map, int nobody, tappa_log *log, uint64_t *kept)
{
    struct tappa_record record = {.size = sizeof record};
    tappa_reader *reader;
    tappa_status status;
    uint64_t sum = 0, calls = 0;
    size_t at = 0;

    must(tappa_reader_new(NULL, format, map, &reader) == TAPPA_OK);
    tappa_reader_set_nobody(reader, nobody);
    while ((status = tappa_reader_next(reader, &record)) != TAPPA_END) {
        must(++calls <= 4 * size + 16);
        if (status == TAPPA_MORE) {
            size_t n = size - at < piece ? size - at : piece;
            char *bytes = fuzz_copy(data + at, n);

            must(tappa_reader_push(reader, bytes, n) == TAPPA_OK);
            free(bytes);
            at += n;
        } else if (status == TAPPA_EFORMAT) {
            must(*tappa_reader_message(reader) && *tappa_reader_reason(reader));
            /* Of a text that is not XML expat says what it met first, which goes by the pieces. */
            if (format != TAPPA_FORMAT_XES)
                sum = mix(mix(sum, &record.line, sizeof record.line), tappa_reader_reason(reader), strlen(tappa_reader_reason(reader)));
        } else {
            must(status == TAPPA_OK && (record.customer_size || nobody));
            sum = mix_record(sum, &record);
            *kept = mix_head(*kept, &record);
            must(!log || tappa_log_append(log, &record) == TAPPA_OK);
        }
    }
    tappa_reader_free(reader);
    return sum;
}

static inline void
check_trace(const tappa_replay *replay)
{
    size_t size;
    const char *trace = tappa_replay_trace(replay, &size), *end = trace + size;

    while (trace < end) {
        const char *line = memchr(trace, '\n', (size_t)(end - trace));
        tappa_json *json;

        must(line != NULL);
        must(tappa_json_parse(NULL, trace, (size_t)(line - trace), &json, NULL, 0) == TAPPA_OK);
        tappa_json_free(json);
        trace = line + 1;
    }
}

static inline void
replay_whole(tappa_model *model, tappa_log *log)
{
    struct tappa_replay_counts counts = {.size = sizeof counts};
    struct tappa_record record = {.size = sizeof record};
    tappa_replay *replay;
    int64_t time = INT64_MIN, first = INT64_MIN;
    uint64_t stages[1000];

    tappa_log_sort(log);
    must(tappa_replay_new(fuzz_context(), model, NULL, &replay) == TAPPA_OK);
    tappa_replay_set_trace(replay, 1);
    for (uint64_t i = 0; i < tappa_log_count(log); i++) {
        tappa_status status;

        must(tappa_log_at(log, i, &record) == TAPPA_OK && record.time >= time);
        time = record.time;
        /* An `every` over a thousand years is not what is looked for here. */
        if (first == INT64_MIN && time > 0)
            first = time;
        if (time <= 0 || time - first > INT64_C(34560000000000))
            continue;
        status = tappa_replay_feed(replay, &record, NULL);
        must(status == TAPPA_OK);
        check_trace(replay);
        tappa_replay_trace_clear(replay);
    }
    must(tappa_replay_counts(replay, &counts) == TAPPA_OK);
    must(counts.read == counts.taken + counts.ignored + counts.refused && counts.ended <= counts.journeys);
    must(tappa_replay_stage_counts(replay, stages, tappa_model_stage_count(model)) == TAPPA_OK);
    for (uint32_t i = 0; i < tappa_model_stage_count(model); i++)
        must(stages[i] <= counts.journeys);
    tappa_replay_free(replay);
}

static inline uint64_t
kept_of(tappa_log *log)
{
    struct tappa_record record = {.size = sizeof record};
    uint64_t sum = 0;

    for (uint64_t i = 0; i < tappa_log_count(log); i++) {
        must(tappa_log_at(log, i, &record) == TAPPA_OK);
        sum = mix_head(sum, &record);
    }
    return sum;
}

static inline void
read_nobodys(const uint8_t *data, size_t size, int32_t format, const tappa_column_map *map)
{
    uint64_t whole = 0, pieces = 0;
    tappa_log *all;

    must(tappa_log_new(NULL, NULL, &all) == TAPPA_OK);
    must(read_whole(data, size, size ? size : 1, format, map, 1, NULL, &whole) == read_whole(data, size, 1 + size % 7, format, map, 1, all, &pieces));
    must(whole == pieces && whole == kept_of(all));
    tappa_log_free(all);
}

static inline void
check_reading(const uint8_t *data, size_t size, int32_t format, const tappa_column_map *map)
{
    tappa_model *model = fuzz_model(fuzz_context(), size & 1);
    uint64_t whole = 0, pieces = 0;
    tappa_log *log, *all;

    must(tappa_log_new(NULL, model, &log) == TAPPA_OK && tappa_log_new(NULL, NULL, &all) == TAPPA_OK);
    must(read_whole(data, size, size ? size : 1, format, map, 0, log, &whole) == read_whole(data, size, 1 + size % 5, format, map, 0, all, &pieces));
    must(whole == pieces && whole == kept_of(all));
    replay_whole(model, log);
    if (size & 2)
        read_nobodys(data, size, format, map);
    tappa_log_free(log);
    tappa_log_free(all);
}

#endif
