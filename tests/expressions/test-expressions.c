/* Owns the golden file of expressions: what is said of each of them, all of it.
 *     test-expressions FILE [--update]
 * FILE has an expression a line; the indented lines below it are what the compiler and the machine say, in the small world of
 * tests/unit/expr-world.h. With --update they are written anew, to be read before they are committed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/expr-world.h"

#define LINE_BYTES 8192

static struct tappa_allocator allocator;
static tappa_diagnostics *list;

static void
say(struct tappa__buffer *out, const char *word, const char *text)
{
    tappa__buffer_str(out, "    ");
    tappa__buffer_str(out, word);
    tappa__buffer_str(out, text);
    tappa__buffer_str(out, "\n");
}

static void
say_number(struct tappa__buffer *out, const char *word, unsigned number)
{
    char text[32];

    snprintf(text, sizeof text, "%u", number);
    say(out, word, text);
}

static void
say_mistakes(struct tappa__buffer *out)
{
    for (size_t i = 0; i < tappa_diagnostics_count(list); i++) {
        const struct tappa_diagnostic *d = tappa_diagnostics_at(list, i);
        char text[LINE_BYTES];

        snprintf(text, sizeof text, "%u+%u %s: %s%s%s", (unsigned)d->column, (unsigned)d->width, d->name, d->message,
                 d->hint[0] ? " | " : "", d->hint);
        say(out, "", text);
    }
}

static void
say_value(struct tappa__buffer *out, const struct tappa__program *p)
{
    struct tappa__arena scratch;
    struct tappa__buffer text;
    struct tappa_value *stack = calloc(tappa__program_stack(p) + 1, sizeof *stack), value;
    struct world world;
    struct tappa__evaluator e = {&scratch, stack, 100000, &world, world_load};

    world_init(&world);
    tappa__arena_init(&scratch, &allocator, 0);
    tappa__buffer_init(&text, &allocator);
    tappa__program_run(p, &e, &value);
    say_number(out, "cost: ", (unsigned)(100000 - e.cost));
    if (value.kind == TAPPA_ERROR) {
        tappa__buffer_text(&text, (struct tappa__text){value.data, value.size});
        say(out, "fails: ", text.s);
        e.cost = 100000;
        say_number(out, "at: ", world_error_at(p, &e));
    } else {
        tappa__value_json(&value, &text);
        say(out, "is: ", text.s);
    }
    tappa__buffer_free(&text);
    tappa__buffer_init(&text, &allocator);
    e.cost = 100000;
    tappa__program_blame(p, &e, &text);
    say(out, "because: ", text.failed ? "(out of memory)" : text.s);
    tappa__buffer_free(&text);
    tappa__arena_free(&scratch);
    free(stack);
}

static void
say_all(struct tappa__buffer *out, const char *line)
{
    struct tappa__text text = tappa__text_of(line);
    struct tappa__source source = {TAPPA__TEXT("f"), text};
    struct tappa__expr_source at = {&source, TAPPA__TEXT("stages.a"), {1, 1, 1}, 1};
    struct tappa__arena arena;
    struct tappa__buffer type;
    const struct tappa__program *p;
    struct tappa_value constant;
    tappa_status status;

    tappa_diagnostics_clear(list);
    tappa__arena_init(&arena, &allocator, 0);
    p = tappa__expr_compile(&arena, &world_env, text, NULL, &at, list, &status);
    say_mistakes(out);
    if (p) {
        tappa__buffer_init(&type, &allocator);
        tappa__type_text(tappa__program_type(p), &type);
        say(out, tappa__program_constant(p, &constant) ? "constant: " : "type: ", type.s);
        tappa__buffer_free(&type);
        say_value(out, p);
    }
    tappa__program_release(p);
    tappa__arena_free(&arena);
}

/* The first line in which two texts differ. */
static void
show_difference(const char *path, const char *want, const char *have)
{
    unsigned line = 1;
    size_t from = 0, i;

    for (i = 0; want[i] && want[i] == have[i]; i++)
        if (want[i] == '\n') {
            line++;
            from = i + 1;
        }
    printf("%s:%u: expected %.*s\n  got      %.*s\n", path, line, (int)strcspn(want + from, "\n"), want + from,
           (int)strcspn(have + from, "\n"), have + from);
}

int
main(int argc, char **argv)
{
    struct tappa__buffer want, have;
    char line[LINE_BYTES];
    unsigned count = 0;
    int differs;
    FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL;

    tappa__allocator_default(&allocator);
    if (!file || tappa__diagnostics_create(&allocator, 100, &list))
        return 2;
    tappa__buffer_init(&want, &allocator);
    tappa__buffer_init(&have, &allocator);
    while (fgets(line, sizeof line, file)) {
        tappa__buffer_str(&want, line);
        if (strncmp(line, "    ", 4) == 0)
            continue;
        tappa__buffer_str(&have, line);
        line[strcspn(line, "\n")] = '\0';
        if (!line[0] || line[0] == '#')
            continue;
        count++;
        say_all(&have, line);
    }
    fclose(file);
    differs = want.failed || have.failed || strcmp(want.s, have.s) != 0;
    if (argc > 2 && strcmp(argv[2], "--update") == 0 && (file = fopen(argv[1], "w"))) {
        fputs(have.s, file);
        fclose(file);
    } else if (differs) {
        show_difference(argv[1], want.s, have.s);
    }
    tappa__buffer_free(&want);
    tappa__buffer_free(&have);
    tappa_diagnostics_free(list);
    printf("%u passed, %d failed\n", count - (unsigned)differs, differs);
    return differs || count == 0;
}
