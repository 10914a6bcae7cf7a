/* Owns the reading of a column map: the few forms of YAML that it is written in, and what its keys mean.
 * Called once by a host before it opens its logs.
 * What it does not understand is an error with its line, never skipped: a map that is half read would feed half an event. */
#include "lib/exchange/read/map.h"

#include <stdio.h>
#include <string.h>

#include "lib/record/size.h"

/* The text, line by line. Maps nest one deep: `event: {const: X}` or lines below `fields:` that are indented. */
struct parser {
    struct tappa_column_map *map;
    const char *at, *end; /* of the line */
    const char *rest, *last;
    uint32_t line;
    struct tappa__text outer; /* the key whose indented lines these are; s NULL at top level */
    uint32_t seen;            /* top-level keys, one bit each */
    char *message;
    size_t message_size;
    tappa_status status;
};

/* Notes the first thing that is wrong: `before`, a name from the text, `after`. */
static tappa_status
wrong(struct parser *p, const char *before, struct tappa__text name, const char *after)
{
    if (p->status)
        return p->status;
    if (p->message_size)
        (void)snprintf(p->message, p->message_size, "line %u: %s%.*s%s", p->line, before,
                       (int)(name.n > 60 ? 60 : name.n), name.s ? name.s : "", after);
    return p->status = TAPPA_EFORMAT;
}

#define NO_NAME ((struct tappa__text){NULL, 0})

static void
skip_blanks(struct parser *p)
{
    while (p->at < p->end && (*p->at == ' ' || *p->at == '\t'))
        p->at++;
    if (p->at < p->end && *p->at == '#' && (p->at == p->rest || p->at[-1] == ' ' || p->at[-1] == '\t'))
        p->at = p->end;
}

static struct tappa__text
keep(struct parser *p, const char *s, size_t n)
{
    struct tappa__text t = tappa__arena_text(&p->map->arena, s, n);

    if (!t.s)
        p->status = TAPPA_ENOMEM;
    return t;
}

/* A text in quotes: '' in single ones; \" \\ \t \n in double ones. */
static struct tappa__text
quoted(struct parser *p, char quote)
{
    char out[256];
    size_t n = 0;

    for (p->at++; p->at < p->end && n < sizeof out; p->at++) {
        char c = *p->at;

        if (c == quote && quote == '\'' && p->at + 1 < p->end && p->at[1] == '\'') {
            p->at++;
        } else if (c == quote) {
            p->at++;
            return keep(p, out, n);
        } else if (c == '\\' && quote == '"' && p->at + 1 < p->end) {
            const char *found = strchr("\"\"\\\\t\tn\n", *++p->at);

            if (!found || !*p->at)
                break;
            c = found[1];
        }
        out[n++] = c;
    }
    (void)wrong(p, "a text in quotes that does not end, or is not plain", NO_NAME, "");
    return NO_NAME;
}

/* A scalar. A plain one ends at a comment, at `: `, and in braces also at a comma or brace. */
static struct tappa__text
scalar(struct parser *p, int in_braces)
{
    const char *from, *to;

    skip_blanks(p);
    if (p->at < p->end && (*p->at == '"' || *p->at == '\''))
        return quoted(p, *p->at);
    from = to = p->at;
    for (; p->at < p->end; p->at++) {
        char c = *p->at, next = p->at + 1 < p->end ? p->at[1] : ' ';

        if ((c == ':' && (next == ' ' || next == '\t')) || (in_braces && (c == ',' || c == '}'))
            || (c == '#' && p->at > from && (p->at[-1] == ' ' || p->at[-1] == '\t')))
            break;
        if (c != ' ' && c != '\t')
            to = p->at + 1;
    }
    if (from == to || strchr("&*!|>%@`[{-?", *from)) {
        (void)wrong(p, "a name, a number or a text in quotes is wanted here", NO_NAME, "");
        return NO_NAME;
    }
    return keep(p, from, (size_t)(to - from));
}

static int
sign(struct parser *p, char c)
{
    skip_blanks(p);
    if (p->at >= p->end || *p->at != c)
        return 0;
    p->at++;
    return 1;
}

static tappa_status
add_field(struct parser *p, struct tappa__text name, struct tappa__text column)
{
    struct tappa__map_field *field, **link = &p->map->fields;

    if (!tappa__is_identifier(name))
        return wrong(p, "`", name, "` cannot be the name of a field");
    for (; *link; link = &(*link)->next) {
        if (tappa__text_equal((*link)->name, name))
            return wrong(p, "the field `", name, "` stands here twice");
    }
    if (p->map->field_count >= TAPPA_READ_FIELDS)
        return wrong(p, "too many fields", NO_NAME, "");
    field = tappa__arena_alloc(&p->map->arena, sizeof *field);
    if (!field)
        return p->status = TAPPA_ENOMEM;
    field->name = name;
    field->column = column;
    *link = field;
    p->map->field_count++;
    return TAPPA_OK;
}

/* A key below `fields` or `event`. */
static tappa_status
set_inner(struct parser *p, struct tappa__text outer, struct tappa__text key, struct tappa__text value)
{
    if (tappa__text_is(outer, "fields"))
        return add_field(p, key, value);
    if (!tappa__text_is(key, "const") || p->map->constant.s)
        return wrong(p, "`event` is a column, or {const: NAME}, not `", key, "`");
    p->map->constant = value;
    return TAPPA_OK;
}

static tappa_status
set_separator(struct parser *p, struct tappa__text value)
{
    if (tappa__text_is(value, "tab"))
        p->map->separator = '\t';
    else if (tappa__text_is(value, "space"))
        p->map->separator = ' ';
    else if (value.n == 1 && value.s[0] > ' ' && value.s[0] != '"' && value.s[0] != 0x7f)
        p->map->separator = value.s[0];
    else
        return tappa__text_is(value, "\t") ? (p->map->separator = '\t', TAPPA_OK)
                                           : wrong(p, "`", value, "` is no separator: one character, tab or space");
    return TAPPA_OK;
}

static tappa_status
set_time_format(struct parser *p, struct tappa__text value)
{
    static const char *const names[] = {"", "rfc3339", "epoch", "date", "micros"};
    int i;

    for (i = TAPPA__TIME_RFC3339; i <= TAPPA__TIME_MICROS; i++) {
        if (tappa__text_is(value, names[i])) {
            p->map->time_format = (enum tappa__time_format)i;
            return TAPPA_OK;
        }
    }
    return wrong(p, "`", value, "` is no time format: rfc3339, epoch, date or micros");
}

static tappa_status
set_outer(struct parser *p, struct tappa__text key, struct tappa__text value)
{
    static const char *const roles[] = {"customer", "event", "time", "id", "touchpoint", "zone"};
    int i;

    for (i = 0; i < TAPPA__ROLES; i++) {
        if (tappa__text_is(key, roles[i])) {
            p->map->role[i] = value;
            return TAPPA_OK;
        }
    }
    if (tappa__text_is(key, "separator"))
        return set_separator(p, value);
    if (tappa__text_is(key, "time_format"))
        return set_time_format(p, value);
    if (tappa__text_is(key, "format"))
        return tappa__text_is(value, "csv") ? TAPPA_OK : wrong(p, "`", value, "`: only the format csv has columns");
    /* once() has looked: it is `header`. */
    if (!tappa__text_is(value, "true") && !tappa__text_is(value, "false"))
        return wrong(p, "`", value, "` is neither true nor false");
    p->map->header = value.s[0] == 't';
    return TAPPA_OK;
}

/* Each top-level key once. */
static tappa_status
once(struct parser *p, struct tappa__text key)
{
    static const char *const keys[] = {"format", "separator", "header",     "customer", "event", "time",
                                       "time_format", "id",   "touchpoint", "zone",     "fields"};
    uint32_t i;

    for (i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (!tappa__text_is(key, keys[i]))
            continue;
        if (p->seen & (1u << i))
            return wrong(p, "the key `", key, "` stands here twice");
        p->seen |= 1u << i;
        return TAPPA_OK;
    }
    return wrong(p, "unknown key `", key, "`");
}

/* `{a: b, c: d}`, its first brace read. */
static tappa_status
braces(struct parser *p, struct tappa__text outer)
{
    if (sign(p, '}'))
        return TAPPA_OK;
    do {
        struct tappa__text key = scalar(p, 1), value;

        if (!p->status && !sign(p, ':'))
            return wrong(p, "a colon and a value are wanted behind `", key, "`");
        value = scalar(p, 1);
        if (!p->status)
            (void)set_inner(p, outer, key, value);
        if (p->status)
            return p->status;
    } while (sign(p, ','));
    return sign(p, '}') ? TAPPA_OK : wrong(p, "a closing brace is wanted", NO_NAME, "");
}

static tappa_status
read_line(struct parser *p, int indented)
{
    struct tappa__text key = scalar(p, 0);
    int nests;

    if (p->status)
        return p->status;
    if (!sign(p, ':'))
        return wrong(p, "a colon and a value are wanted behind `", key, "`");
    if (indented && !p->outer.s)
        return wrong(p, "`", key, "` is indented, and nothing above it asks for that");
    if (indented) {
        struct tappa__text value = scalar(p, 0);

        return p->status ? p->status : set_inner(p, p->outer, key, value);
    }
    p->outer = NO_NAME;
    if (once(p, key))
        return p->status;
    nests = tappa__text_is(key, "fields") || tappa__text_is(key, "event");
    skip_blanks(p);
    if (nests && sign(p, '{'))
        return braces(p, key);
    if (nests && p->at == p->end) {
        p->outer = key;
        return TAPPA_OK;
    }
    if (tappa__text_is(key, "fields"))
        return wrong(p, "`", key, "` is a map: field: column");
    return set_outer(p, key, scalar(p, 0));
}

static tappa_status
read_all(struct parser *p)
{
    while (p->rest < p->last && !p->status) {
        const char *next = memchr(p->rest, '\n', (size_t)(p->last - p->rest));
        int indented;

        p->line++;
        p->at = p->rest;
        p->end = next ? next : p->last;
        if (p->end > p->at && p->end[-1] == '\r')
            p->end--;
        indented = p->at < p->end && *p->at == ' ';
        skip_blanks(p);
        if (p->at < p->end && *p->rest == '\t')
            return wrong(p, "a tab at the beginning of a line", NO_NAME, "");
        if (p->at < p->end && read_line(p, indented) == TAPPA_OK) {
            skip_blanks(p);
            if (p->at < p->end)
                return wrong(p, "`", (struct tappa__text){p->at, (uint32_t)(p->end - p->at)}, "` is too much here");
        }
        p->rest = next ? next + 1 : p->last;
    }
    return p->status;
}

static tappa_status
complete(struct parser *p)
{
    const struct tappa_column_map *m = p->map;

    p->line++;
    if (!m->role[TAPPA__ROLE_CUSTOMER].s)
        return wrong(p, "the key `customer` is missing", NO_NAME, "");
    if (!m->role[TAPPA__ROLE_EVENT].s && !m->constant.s)
        return wrong(p, "the key `event` is missing", NO_NAME, "");
    if (!m->role[TAPPA__ROLE_TIME].s)
        return wrong(p, "the key `time` is missing", NO_NAME, "");
    return TAPPA_OK;
}

tappa_status
tappa_column_map_parse(const struct tappa_allocator *allocator, const char *text, size_t size, tappa_column_map **map,
                       char *message, size_t message_size)
{
    struct parser p = {.rest = text, .last = text + size, .message = message, .message_size = message_size};
    struct tappa_allocator a;

    if (map)
        *map = NULL;
    if (!text || !map || (!message && message_size) || !tappa__allocator_take(allocator, &a))
        return TAPPA_EINVAL;
    if (message_size)
        message[0] = '\0';
    p.map = tappa__alloc_zero(&a, sizeof *p.map);
    if (!p.map)
        return TAPPA_ENOMEM;
    tappa__arena_init(&p.map->arena, &a, 0);
    p.map->owners = 1;
    p.map->separator = ',';
    p.map->header = 1;
    if (size > TAPPA_READ_LINE_BYTES || !tappa__utf8_valid(text, size) || memchr(text, '\0', size))
        (void)wrong(&p, "no column map: too long, or no UTF-8 text", NO_NAME, "");
    if (size >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
        p.rest += 3;
    if (p.status || read_all(&p) || complete(&p)) {
        tappa_column_map_free(p.map);
        return p.status;
    }
    *map = p.map;
    return TAPPA_OK;
}

struct tappa_column_map *
tappa__map_ref(const struct tappa_column_map *map)
{
    struct tappa_column_map *held = (struct tappa_column_map *)(uintptr_t)map; /* only the count of owners changes */

    atomic_fetch_add(&held->owners, 1);
    return held;
}

void
tappa_column_map_free(tappa_column_map *map)
{
    struct tappa_allocator a;

    if (!map || atomic_fetch_sub(&map->owners, 1) > 1)
        return;
    a = map->arena.allocator;
    tappa__arena_free(&map->arena);
    tappa__free(&a, map);
}
