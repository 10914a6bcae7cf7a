/* Owns how scalars, keys and maps of the canonical text are spelled.
 * Only the other dump files call it.
 * What is written here reads back as the same text under YAML 1.2, and under 1.1 too, where `no` and `1:30` mean something else. */
#include <string.h>

#include "lib/base/number.h"
#include "lib/base/time.h"
#include "lib/core/model/dump.h"

/* YAML wants a key in one line of at most 1,024 characters; a longer one is written with `?`. */
enum { longest_simple_key = 200 };

void
tappa__dump_line(struct tappa__buffer *out, uint32_t indent)
{
    static const char blanks[] = "                ";

    tappa__buffer_put(out, "\n", out->n > 0 ? 1 : 0);
    for (; indent > 0; indent -= indent < 16 ? indent : 16)
        tappa__buffer_put(out, blanks, indent < 16 ? indent : 16);
}

/* A word that some YAML takes for a truth value, a null or a number. */
static int
is_special_word(struct tappa__text t)
{
    static const char *const words[] = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"};
    char lower[8];

    if (t.n >= sizeof lower)
        return 0;
    for (uint32_t i = 0; i < t.n; i++)
        lower[i] = (char)(t.s[i] >= 'A' && t.s[i] <= 'Z' ? t.s[i] + ('a' - 'A') : t.s[i]);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == t.n && memcmp(words[i], lower, t.n) == 0)
            return 1;
    return 0;
}

static int
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static int
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Code points that YAML does not print, or takes for line breaks; invisible ones are shown too. */
static int
must_escape(uint32_t cp)
{
    return cp < 0x20 || (cp >= 0x7f && cp <= 0xa0) || cp == 0xad || (cp >= 0x200b && cp <= 0x200f) ||
           (cp >= 0x2028 && cp <= 0x202e) || cp == 0xfeff || cp == 0xfffe || cp == 0xffff;
}

/* The middle of a plain scalar that stands in block and in flow alike. */
static int
is_plain_inside(struct tappa__text t)
{
    size_t at = 0;

    while (at < t.n) {
        uint32_t cp = tappa__utf8_next(t.s, t.n, &at);

        if (must_escape(cp) || (cp < 0x80 && strchr(",[]{}:#?", (int)cp) != NULL))
            return 0;
    }
    return t.s[t.n - 1] != ' ';
}

static void
quoted(struct tappa__buffer *out, struct tappa__text t)
{
    size_t at = 0;

    tappa__buffer_put(out, "\"", 1);
    while (at < t.n) {
        size_t from = at;
        uint32_t cp = tappa__utf8_next(t.s, t.n, &at);

        if (cp == '"' || cp == '\\')
            tappa__buffer_put(out, "\\", 1);
        if (cp == '\n')
            tappa__buffer_str(out, "\\n");
        else if (cp == '\t')
            tappa__buffer_str(out, "\\t");
        else if (must_escape(cp))
            tappa__buffer_printf(out, cp < 0x100 ? "\\x%02x" : "\\u%04x", (unsigned)cp);
        else
            tappa__buffer_put(out, t.s + from, at - from);
    }
    tappa__buffer_put(out, "\"", 1);
}

void
tappa__dump_string(struct tappa__buffer *out, struct tappa__text t)
{
    int first = t.n > 0 && (is_letter(t.s[0]) || (unsigned char)t.s[0] >= 0x80);

    if (first && !is_special_word(t) && is_plain_inside(t))
        tappa__buffer_text(out, t);
    else
        quoted(out, t);
}

void
tappa__dump_plain(struct tappa__buffer *out, struct tappa__text t)
{
    int first = is_letter(t.s[0]) || is_digit(t.s[0]) || t.s[0] == '(' || (t.s[0] == '-' && t.s[1] != ' ');

    if (first && t.n <= 800 && is_plain_inside(t))
        tappa__buffer_text(out, t);
    else
        quoted(out, t);
}

void
tappa__dump_expression(const struct tappa_model *m, uint32_t expression, struct tappa__buffer *out)
{
    struct tappa__text t = tappa__program_text(m->expressions[expression].program);

    if (tappa__text_is(t, "null")) /* plain it would be no expression at all */
        tappa__buffer_str(out, "\"null\"");
    else
        tappa__dump_plain(out, t);
}

void
tappa__dump_duration(struct tappa__buffer *out, int64_t duration)
{
    char text[64];

    tappa__buffer_put(out, text, tappa__duration_format(duration, text));
}

struct tappa__map
tappa__map_flow(struct tappa__buffer *out)
{
    return (struct tappa__map){out, 0, 1, 0};
}

struct tappa__map
tappa__map_block(struct tappa__buffer *out, uint32_t indent)
{
    return (struct tappa__map){out, indent, 0, 1};
}

struct tappa__map
tappa__map_item(struct tappa__buffer *out, uint32_t indent)
{
    return (struct tappa__map){out, indent, 0, 0};
}

static void
map_next(struct tappa__map *map)
{
    if (map->flow)
        tappa__buffer_str(map->out, map->started ? ", " : "{");
    else if (map->started)
        tappa__dump_line(map->out, map->indent);
    map->started = 1;
}

void
tappa__map_key(struct tappa__map *map, const char *key)
{
    map_next(map);
    tappa__buffer_str(map->out, key);
    tappa__buffer_put(map->out, ":", 1);
}

void
tappa__map_name(struct tappa__map *map, struct tappa__text key)
{
    map_next(map);
    if (key.n <= longest_simple_key) {
        tappa__dump_string(map->out, key);
        tappa__buffer_put(map->out, ":", 1);
        return;
    }
    tappa__buffer_str(map->out, "? ");
    tappa__dump_string(map->out, key);
    if (map->flow)
        tappa__buffer_put(map->out, " ", 1);
    else
        tappa__dump_line(map->out, map->indent);
    tappa__buffer_put(map->out, ":", 1);
}

void
tappa__map_string(struct tappa__map *map, const char *key, struct tappa__text value)
{
    tappa__map_key(map, key);
    tappa__buffer_put(map->out, " ", 1);
    tappa__dump_string(map->out, value);
}

void
tappa__map_integer(struct tappa__map *map, const char *key, int64_t value)
{
    tappa__map_key(map, key);
    tappa__buffer_printf(map->out, " %lld", (long long)value);
}

void
tappa__map_duration(struct tappa__map *map, const char *key, int64_t value)
{
    tappa__map_key(map, key);
    tappa__buffer_put(map->out, " ", 1);
    tappa__dump_duration(map->out, value);
}

void
tappa__map_clock(struct tappa__map *map, const char *key, int64_t time_of_day)
{
    int64_t second = time_of_day / TAPPA__SECOND;

    tappa__map_key(map, key);
    tappa__buffer_printf(map->out, " \"%02d:%02d", (int)(second / 3600), (int)(second / 60 % 60));
    if (second % 60 != 0)
        tappa__buffer_printf(map->out, ":%02d", (int)(second % 60));
    tappa__buffer_put(map->out, "\"", 1);
}

void
tappa__map_number(struct tappa__map *map, const char *key, double value)
{
    char text[32];

    tappa__map_key(map, key);
    tappa__buffer_put(map->out, " ", 1);
    tappa__buffer_put(map->out, text, tappa__double_format(value, 0, text));
}

void
tappa__map_expression(struct tappa__map *map, const char *key, const struct tappa_model *m, uint32_t expression)
{
    tappa__map_key(map, key);
    tappa__buffer_put(map->out, " ", 1);
    tappa__dump_expression(m, expression, map->out);
}

void
tappa__map_titles(struct tappa__map *map, const struct tappa_model *m, struct tappa__span titles)
{
    struct tappa__map languages = tappa__map_flow(map->out);
    const struct tappa__title *t;

    if (titles.count == 0)
        return;
    t = m->all_titles + titles.first;
    if (t[0].language.n == 0) {
        tappa__map_string(map, "title", t[0].text);
        return;
    }
    tappa__map_key(map, "title");
    tappa__buffer_put(map->out, " ", 1);
    for (uint32_t i = 0; i < titles.count; i++) {
        tappa__map_name(&languages, t[i].language);
        tappa__buffer_put(map->out, " ", 1);
        tappa__dump_string(map->out, t[i].text);
    }
    tappa__map_end(&languages);
}

void
tappa__map_stages(struct tappa__map *map, const char *key, const struct tappa_model *m, struct tappa__span stages,
                  int list)
{
    tappa__map_key(map, key);
    tappa__buffer_str(map->out, list ? " [" : " ");
    for (uint32_t i = 0; i < stages.count; i++) {
        if (i > 0)
            tappa__buffer_str(map->out, ", ");
        tappa__dump_string(map->out, m->stages[m->targets[stages.first + i]].name);
    }
    if (list)
        tappa__buffer_put(map->out, "]", 1);
}

void
tappa__map_end(struct tappa__map *map)
{
    tappa__buffer_str(map->out, map->started ? "}" : "{}");
}
