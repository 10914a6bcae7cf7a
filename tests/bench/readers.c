/* Reading a log: events and megabytes a second for NDJSON, CSV and XES. `readers write FORMAT FILE EVENTS` makes a log of the seven-stage
 * journeys; `readers read FORMAT FILE ROUNDS` reads it, and says how many events of each name it saw, as its peers do. */
#include "bench.h"
#include "seven.h"
#include "tappa/exchange/reader.h"
#include "tappa/tappa.h"

static const char *const event_names[12] = {"page_view", "search",   "product_view", "wishlist_add", "cart_add",   "cart_remove",
                                            "purchase",  "delivery", "review",       "refund",       "inactivity", "email_open"};
static const char *const formats[] = {"", "ndjson", "csv", "xes"};

static int32_t
format_of(const char *name)
{
    for (int32_t i = TAPPA_FORMAT_NDJSON; i <= TAPPA_FORMAT_XES; i++)
        if (!strcmp(formats[i], name))
            return i;
    die("a format is ndjson, csv or xes");
    return 0;
}

static void
write_event(FILE *file, int32_t format, const struct seven_event *e, size_t i)
{
    const char *name = event_names[e->type];
    char time[32];
    time_t at = (time_t)(1767225600 + i);

    strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%SZ", gmtime(&at));
    if (format == TAPPA_FORMAT_NDJSON)
        fprintf(file, "{\"customer\": \"c%" PRIu32 "\", \"event\": \"%s\", \"time\": \"%s\", \"data\": {\"value\": %u}}\n", e->customer, name,
                time, e->value);
    else if (format == TAPPA_FORMAT_CSV)
        fprintf(file, "c%" PRIu32 ",%s,%s,%u\n", e->customer, name, time, e->value);
    else
        fprintf(file, "<trace><string key=\"concept:name\" value=\"c%" PRIu32 "\"/><event><string key=\"concept:name\" value=\"%s\"/>"
                      "<date key=\"time:timestamp\" value=\"%s\"/><int key=\"value\" value=\"%u\"/></event></trace>\n", e->customer, name, time,
                e->value);
}

static void
write_log(int32_t format, const char *path, size_t count)
{
    struct seven_event *events = room(count, sizeof *events);
    FILE *file = fopen(path, "w");

    if (!file)
        die("cannot write a log");
    seven_generate(events, count);
    if (format == TAPPA_FORMAT_CSV)
        fprintf(file, "customer,event,time,value\n");
    if (format == TAPPA_FORMAT_XES)
        fprintf(file, "<log>\n");
    for (size_t i = 0; i < count; i++)
        write_event(file, format, &events[i], i);
    if (format == TAPPA_FORMAT_XES)
        fprintf(file, "</log>\n");
    if (fclose(file))
        die("cannot write a log");
    free(events);
}

static uint64_t
pass(int32_t format, const char *path, uint64_t counts[12], double *time, uint64_t *bytes)
{
    struct tappa_record record = {.size = sizeof record};
    tappa_reader *reader;
    tappa_status status;
    uint64_t events = 0;
    double begun = seconds();

    memset(counts, 0, 12 * sizeof *counts);
    if (tappa_reader_open(NULL, path, format, NULL, &reader))
        die("cannot read the log");
    while ((status = tappa_reader_next(reader, &record)) == TAPPA_OK) {
        events++;
        for (int i = 0; i < 12; i++)
            if (strlen(event_names[i]) == record.event_size && !memcmp(event_names[i], record.event, record.event_size))
                counts[i]++;
    }
    if (status != TAPPA_END)
        die("a bad line");
    *bytes = tappa_reader_total(reader);
    tappa_reader_free(reader);
    *time = seconds() - begun;
    return events;
}

int
main(int argc, char **argv)
{
    uint64_t counts[12], bytes = 0, events = 0;
    double *times, middle;
    size_t number;

    if (argc != 5)
        die("usage: readers write FORMAT FILE EVENTS; readers read FORMAT FILE ROUNDS");
    number = strtoul(argv[4], NULL, 10);
    if (!strcmp(argv[1], "write")) {
        write_log(format_of(argv[2]), argv[3], number);
        return 0;
    }
    times = room(number, sizeof *times);
    for (size_t r = 0; r < number; r++)
        events = pass(format_of(argv[2]), argv[3], counts, &times[r], &bytes);
    middle = median(times, number);
    printf("{\"seconds\": %.6f, \"events\": %" PRIu64 ", \"bytes\": %" PRIu64 ", \"counts\": {", middle, events, bytes);
    for (int i = 0; i < 12; i++)
        printf("%s\"%s\": %" PRIu64, i ? ", " : "", event_names[i], counts[i]);
    printf("}}\n");
    free(times);
    return 0;
}
