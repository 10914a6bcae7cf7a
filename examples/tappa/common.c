/* Owns what all subcommands need: complaints, models, files, words and numbers on the screen.
 * Called by each of them.
 * Text of a log or a model reaches a terminal without its control characters. */
#include "tappa.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

int
complain(const char *what, const char *why)
{
    fputs("tappa: ", stderr);
    print_word(stderr, what);
    fputs(": ", stderr);
    print_word(stderr, why);
    fputc('\n', stderr);
    return EXIT_ERRORS;
}

int
complain_status(const char *what, tappa_status status)
{
    return complain(what, tappa_status_text(status));
}

void
complain_second(const char *name, const char *value)
{
    char words[80];

    snprintf(words, sizeof words, "a second --%s: one at a time", name);
    (void)complain(value, words);
}

/* One of two values would be passed over without a word; a flag twice says what it says once. A command reads its options once, so what was seen is kept
 * here. */
int
next_option(int argc, char **argv, const char *letters, const struct option *options, int *at)
{
    static unsigned char seen[UCHAR_MAX + 1];
    int option = getopt_long(argc, argv, letters, options, at), i = 0;

    if (option == -1 || option == '?' || !optarg || !seen[option & UCHAR_MAX]++)
        return option;
    while (options[i].name && options[i].val != option)
        i++;
    complain_second(options[i].name ? options[i].name : "option", optarg);
    return '?';
}

void
print_diagnostics(FILE *out, const tappa_diagnostics *list)
{
    size_t count = tappa_diagnostics_count(list), i;

    for (i = 0; i < count; i++) {
        size_t need = tappa_diagnostics_render(list, i, NULL, 0);
        char *text = malloc(need + 1);

        if (!text)
            return;
        (void)tappa_diagnostics_render(list, i, text, need + 1);
        fwrite(text, 1, need, out);
        if (need && text[need - 1] != '\n')
            fputc('\n', out);
        free(text);
    }
    if (tappa_diagnostics_dropped(list))
        fprintf(out, "and %zu more\n", tappa_diagnostics_dropped(list));
}

int
load_model(tappa_context *context, const char *path, tappa_model **model)
{
    tappa_diagnostics *list;
    tappa_status status = tappa_diagnostics_new(context, &list);

    *model = NULL;
    if (status)
        return complain_status(path, status);
    status = tappa_model_load(context, path, list, model);
    if (status == TAPPA_EIO && tappa_diagnostics_count(list))
        (void)complain(path, tappa_diagnostics_at(list, 0)->message);
    else if (tappa_diagnostics_errors(list))
        print_diagnostics(stderr, list);
    else if (status)
        (void)complain_status(path, status);
    tappa_diagnostics_free(list);
    return status ? EXIT_ERRORS : EXIT_CLEAN;
}

int
finish_output(int code)
{
    if (fflush(stdout) || ferror(stdout))
        return complain("standard output", strerror(errno));
    return code;
}

char *
read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    size_t n = 0, room = 0, got;
    char *text = NULL, *more;

    while (file) {
        if (n + 1 >= room) {
            room = room ? room * 2 : 4096;
            more = realloc(text, room);
            if (!more)
                break;
            text = more;
        }
        got = fread(text + n, 1, room - n - 1, file);
        n += got;
        if (got)
            continue;
        if (ferror(file))
            break;
        fclose(file);
        text[n] = '\0';
        *size = n;
        return text;
    }
    (void)complain(path, strerror(errno));
    if (file)
        fclose(file);
    free(text);
    return NULL;
}

void
print_json(FILE *out, const char *s, size_t n)
{
    struct tappa_value value = {.kind = TAPPA_STRING, .size = (uint32_t)n, .data = s};

    print_json_value(out, &value);
}

void
print_json_text(FILE *out, const char *s)
{
    print_json(out, s, strlen(s));
}

/* What a terminal would obey, beyond ASCII: its controls (U+0080 to U+009F), ends of lines, and marks that turn the direction of writing. 0: none
 * stands at `s`, of which `n` bytes are left; otherwise `*size` bytes do. */
static unsigned
mark_at(const char *s, size_t n, size_t *size)
{
    const unsigned char *at = (const unsigned char *)s;
    unsigned cp = 0;

    *size = at[0] == 0xc2 ? 2 : 3;
    if (at[0] == 0xc2 && n > 1)
        cp = at[1];
    else if (at[0] == 0xe2 && n > 2)
        cp = 0x2000 | (at[1] & 0x3fu) << 6 | (at[2] & 0x3fu);
    return (cp >= 0x80 && cp < 0xa0) || cp == 0x200e || cp == 0x200f || (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) ? cp : 0;
}

void
print_json_bytes(FILE *out, const char *s, size_t n)
{
    size_t i, size;

    for (i = 0; i < n; i += size) {
        unsigned mark = mark_at(s + i, n - i, &size);

        if (mark)
            fprintf(out, "\\u%04x", mark);
        else
            fputc(s[i], out);
        size = mark ? size : 1;
    }
}

void
print_json_value(FILE *out, const struct tappa_value *value)
{
    char small[256], *text = small;
    size_t need = tappa_value_json(value, small, sizeof small);

    if (need >= sizeof small) {
        text = malloc(need + 1);
        if (!text)
            return;
        (void)tappa_value_json(value, text, need + 1);
    }
    print_json_bytes(out, text, need);
    if (text != small)
        free(text);
}

size_t
width_of(const char *s)
{
    size_t width = 0;

    for (; *s; s++)
        width += ((unsigned char)*s & 0xc0) != 0x80;
    return width;
}

void
print_plain(FILE *out, const char *s, size_t n)
{
    size_t i, size;

    for (i = 0; i < n; i += size) {
        if (mark_at(s + i, n - i, &size)) {
            fputc('?', out);
        } else {
            fputc((unsigned char)s[i] < 0x20 || s[i] == 0x7f ? '?' : s[i], out);
            size = 1;
        }
    }
}

void
print_word(FILE *out, const char *s)
{
    print_plain(out, s, strlen(s));
}

const char *
number_text(uint64_t number, char *buffer)
{
    char *at = buffer + 31;
    int digits = 0;

    *at = '\0';
    do {
        if (digits && digits % 3 == 0)
            *--at = ',';
        *--at = (char)('0' + number % 10);
        digits++;
    } while (number /= 10);
    return at;
}

void
print_row(FILE *out, const tappa_transition *row)
{
    const char *condition = tappa_transition_condition(row);
    uint32_t count = tappa_transition_event_count(row), i;
    char text[64];

    switch (tappa_transition_kind(row)) {
    case TAPPA_ROW_ALWAYS:
        fputs("always", out);
        break;
    case TAPPA_ROW_DONE:
        fputs("done", out);
        break;
    case TAPPA_ROW_AFTER:
        (void)tappa_duration_format(tappa_transition_delay(row), text, sizeof text);
        fprintf(out, "after %s", text);
        break;
    default:
        for (i = 0; i < count; i++) {
            if (i)
                fputs(", ", out);
            print_word(out, tappa_transition_event_at(row, i));
        }
    }
    if (condition[0])
        fprintf(out, " [%s]", condition);
}

void
print_targets(FILE *out, const tappa_transition *row)
{
    uint32_t count = tappa_transition_target_count(row), i;

    if (!count)
        fputs("stays", out);
    for (i = 0; i < count; i++)
        fprintf(out, "%s%s", i ? ", " : "", tappa_stage_name(tappa_transition_target_at(row, i)));
}
