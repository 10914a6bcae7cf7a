/* Owns the tests of lib/exchange/draw: that each drawing is what its format asks for, and that boxes do not overlap.
 * Run by meson as one program; with --update it rewrites the golden drawings beside tests/golden/draw/small.yaml.
 * The SVG and the SCXML are read back by expat, which takes nothing that is not well formed. */
#define _POSIX_C_SOURCE 200809L /* popen, strdup */

#include "tappa/exchange/draw.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <expat.h>

static const char hostile[] =
    "tappa: 1\nmodel: hard\nversion: 1\ntitle: 'Names <that> \"hurt\" & more -- {x} \\ ` ; # %'\n"
    "events:\n  'E \"1\" <&> ; # : {}': {}\n  order: {}\n  order.paid: {}\n  order paid: {}\n  order_paid: {}\n  X: {fields: {a: int}}\n"
    "stages:\n"
    "  \"1\": {title: 'He said: \"no\" <b>', when: {order.*: _1, X: {if: 'event.a > 1 && event.a < 9', to: a b}, 'E \"1\" <&> ; # : {}': a-b, "
    "order paid: a.b, order_paid: end}, after: {1d: {every: 1d, at: \"09:30\", to: a.b}, 2h: [{if: 1 < 2, emit: x}, a..b]}}\n"
    "  _1: {when: {X: [{if: event.a == 1, to: [r1b, r2b]}, p]}}\n"
    "  a b: {when: [{event: [X, order], to: hist}, {event: order.paid, to: r2b}]}\n"
    "  a-b: {when: {X: \"a..b\"}}\n  a.b: {when: {X: a}}\n  a..b: {when: {X: b}}\n"
    "  a: {initial: a2a, when: {X: {to: a2, internal: true}, order: \"1\"}, stages: {a1: {when: {X: a}}, "
    "a2: {when: {X: a2, order: a1}, stages: {a2a: {when: {X: a1, order: a2, order.paid: p}}, a2b: {when: {X: {emit: y}}}, "
    "h2: {history: deep, default: a2b}}}}}\n"
    "  b: {when: {X: h2, order: \"\xe8\xb3\xbc\xe5\x85\xa5 \xc3\xa9\"}}\n"
    "  p: {parallel: true, when: {order: r2b}, stages: {r1: {stages: {hist: {history: shallow}, r1a: {when: {X: r1b}}, "
    "r1b: {when: {X: r2b, order: r1}}}}, r2: {done: b, stages: {r2a: {when: {X: a2a}}, r2b: {final: true}}}, "
    "leaf: {when: {X: b, order: r1b}}}}\n"
    "  \"\xe8\xb3\xbc\xe5\x85\xa5 \xc3\xa9\": {when: {X: end, order: \"\xe8\xb3\xbc\xe5\x85\xa5 \xc3\xa9\"}}\n  end: {final: true}\n";

static const char *folder = "tests/golden/draw";
static int update;

static tappa_model *
compiled(const char *text, size_t size)
{
    tappa_diagnostics *diagnostics;
    tappa_context *context;
    tappa_model *model;
    char shown[1000];

    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    assert_int_equal(tappa_diagnostics_new(context, &diagnostics), TAPPA_OK);
    if (tappa_model_compile(context, text, size, "model", diagnostics, &model) != TAPPA_OK) {
        tappa_diagnostics_render(diagnostics, 0, shown, sizeof shown);
        fail_msg("%s", shown);
    }
    tappa_diagnostics_free(diagnostics);
    tappa_context_unref(context);
    return model;
}

static char *
drawn(const tappa_model *model, int32_t format)
{
    tappa_drawing *drawing;
    size_t size;
    char *copy;

    assert_int_equal(tappa_drawing_new(NULL, model, format, NULL, &drawing), TAPPA_OK);
    copy = strdup(tappa_drawing_text(drawing, &size));
    assert_non_null(copy);
    assert_int_equal(strlen(copy), size);
    assert_true(size > 0 && copy[size - 1] == '\n');
    tappa_drawing_free(drawing);
    return copy;
}

/* ---- XML ---- */

struct box {
    double x, y, w, h;
};

struct reading {
    struct box boxes[100];
    size_t count;
    char ids[100][80];
    size_t id_count;
    char targets[200][80];
    size_t target_count;
    int transitions, sends, cancels;
};

static const char *
attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2)
        if (strcmp(attributes[i], name) == 0)
            return attributes[i + 1];
    return "";
}

static void
read_targets(struct reading *r, const char *list)
{
    while (*list != '\0') {
        size_t n = strcspn(list, " ");

        snprintf(r->targets[r->target_count++], 80, "%.*s", (int)n, list);
        list += n + (list[n] == ' ');
    }
}

static void
on_element(void *user, const char *name, const char **attributes)
{
    struct reading *r = user;

    if (strcmp(name, "rect") == 0 && strcmp(attribute(attributes, "class"), "box") == 0)
        r->boxes[r->count++] = (struct box){atof(attribute(attributes, "x")), atof(attribute(attributes, "y")),
                                            atof(attribute(attributes, "width")), atof(attribute(attributes, "height"))};
    if (strcmp(name, "state") == 0 || strcmp(name, "parallel") == 0 || strcmp(name, "final") == 0 || strcmp(name, "history") == 0)
        snprintf(r->ids[r->id_count++], 80, "%s", attribute(attributes, "id"));
    r->transitions += strcmp(name, "transition") == 0;
    r->sends += strcmp(name, "send") == 0;
    r->cancels += strcmp(name, "cancel") == 0;
    read_targets(r, attribute(attributes, "target"));
    if (strcmp(name, "scxml") == 0 || strcmp(name, "state") == 0)
        read_targets(r, attribute(attributes, "initial"));
}

static void
read_xml(const char *text, struct reading *r)
{
    XML_Parser parser = XML_ParserCreate(NULL);

    memset(r, 0, sizeof *r);
    XML_SetUserData(parser, r);
    XML_SetElementHandler(parser, on_element, NULL);
    if (XML_Parse(parser, text, (int)strlen(text), 1) != XML_STATUS_OK)
        fail_msg("line %d: %s", (int)XML_GetCurrentLineNumber(parser), XML_ErrorString(XML_GetErrorCode(parser)));
    XML_ParserFree(parser);
}

static void
test_svg(void **state)
{
    static struct reading r;
    tappa_model *model = compiled(hostile, sizeof hostile - 1);
    char *text = drawn(model, TAPPA_DRAW_SVG);

    (void)state;
    read_xml(text, &r);
    assert_non_null(strstr(text, "viewBox=\"0 0 "));
    assert_int_equal(r.count, 19); /* stages without children, histories included */
    for (size_t i = 0; i < r.count; i++)
        for (size_t j = i + 1; j < r.count; j++) {
            const struct box *a = &r.boxes[i], *b = &r.boxes[j];

            if (a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h && b->y < a->y + a->h)
                fail_msg("boxes %zu and %zu overlap", i, j);
        }
    free(text);
    tappa_model_unref(model);
}

/* Titles wider than what they stand over: what they take in DejaVu Sans Bold, and the room before and behind. */
static void
test_wide_titles(void **state)
{
    static const char text[] = "tappa: 1\nmodel: m\nversion: 1\n"
                               "title: \"A <wide> title of more than sixty letters, ends where nothing else of it does: \\u00fcber\"\n"
                               "stages:\n  s: {title: The wide name of a room with little in it, stages: {a: {final: true}}}\n";
    tappa_model *model = compiled(text, sizeof text - 1);
    char *svg = drawn(model, TAPPA_DRAW_SVG), *room;

    (void)state;
    assert_true(strtod(strstr(svg, " width=\"") + 8, NULL) > 16 + 791);
    room = strstr(svg, "class=\"room\"");
    assert_non_null(room);
    assert_true(strtod(strstr(room, " width=\"") + 8, NULL) > 12 + 317);
    free(svg);
    tappa_model_unref(model);
}

static int
is_known(const struct reading *r, const char *id)
{
    for (size_t i = 0; i < r->id_count; i++)
        if (strcmp(r->ids[i], id) == 0)
            return 1;
    return 0;
}

static void
test_scxml(void **state)
{
    static struct reading r;
    tappa_model *model = compiled(hostile, sizeof hostile - 1);
    char *text = drawn(model, TAPPA_DRAW_SCXML);

    (void)state;
    read_xml(text, &r);
    assert_int_equal(r.id_count, tappa_model_stage_count(model));
    for (size_t i = 0; i < r.id_count; i++)
        for (size_t j = i + 1; j < r.id_count; j++)
            assert_string_not_equal(r.ids[i], r.ids[j]);
    for (size_t i = 0; i < r.target_count; i++)
        if (!is_known(&r, r.targets[i]))
            fail_msg("no state has the id %s", r.targets[i]);
    assert_int_equal(r.sends, 2); /* two keys of `after`, three rows */
    assert_int_equal(r.cancels, 2);
    assert_non_null(strstr(text, "event=\"order.*\""));
    assert_non_null(strstr(text, "event=\"done.state.r2\""));
    assert_non_null(strstr(text, "cond=\"event.a &gt; 1 &amp;&amp; event.a &lt; 9\""));
    assert_non_null(strstr(text, "event=\"order_paid\""));
    assert_non_null(strstr(text, "event=\"order_paid..")); /* the other one of the two that look alike */
    free(text);
    tappa_model_unref(model);
}

/* ---- Mermaid ---- */

/* Every line is a state, an end of one, a line between regions, or an arrow between known ids; nothing else, and braces balance. */
static void
check_mermaid_line(const char *line, int *depth)
{
    char a[20], b[20];
    const char *s = line + strspn(line, " ");

    if (strcmp(s, "}") == 0) {
        (*depth)--;
        assert_true(*depth >= 0);
        return;
    }
    if (strcmp(s, "--") == 0)
        return;
    if (strncmp(s, "state \"", 7) == 0) {
        const char *end = strchr(s + 7, '"');

        assert_non_null(end);
        assert_int_equal(strncmp(end, "\" as s", 6), 0);
        *depth += s[strlen(s) - 1] == '{';
        return;
    }
    if (sscanf(s, "%19s --> %19s", a, b) != 2)
        fail_msg("not Mermaid: %s", line);
    assert_true(strcmp(a, "[*]") == 0 || a[0] == 's');
    assert_true(strcmp(b, "[*]") == 0 || b[0] == 's');
    s = strstr(s, " : ");
    for (s = s != NULL ? s + 3 : ""; *s != '\0'; s++)
        if (*s == '#') {
            size_t n = strspn(s + 1, "0123456789");

            assert_true(n > 0 && s[n + 1] == ';');
            s += n + 1;
        } else {
            assert_null(strchr(":;\"<>{}[]", *s));
        }
}

static void
test_mermaid(void **state)
{
    tappa_model *model = compiled(hostile, sizeof hostile - 1);
    char *text = drawn(model, TAPPA_DRAW_MERMAID), *line = strstr(text, "stateDiagram-v2\n");
    int depth = 0;

    (void)state;
    assert_non_null(line);
    for (line = strtok(line, "\n"), line = strtok(NULL, "\n"); line != NULL; line = strtok(NULL, "\n"))
        check_mermaid_line(line, &depth);
    assert_int_equal(depth, 0);
    free(text);
    tappa_model_unref(model);
}

/* ---- DOT ---- */

static void
test_dot(void **state)
{
    tappa_model *model = compiled(hostile, sizeof hostile - 1);
    char *text = drawn(model, TAPPA_DRAW_DOT);

    (void)state;
    assert_int_equal(strncmp(text, "digraph \"hard\" {\n", 17), 0);
    assert_non_null(strstr(text, "label=\"He said: \\\"no\\\" <b>\""));
    assert_non_null(strstr(text, "subgraph \"cluster_"));
    if (system("command -v dot >/dev/null 2>&1") == 0) {
        FILE *pipe = popen("dot -Tplain >/dev/null 2>&1", "w");

        assert_non_null(pipe);
        fputs(text, pipe);
        assert_int_equal(pclose(pipe), 0);
    } else {
        print_message("graphviz is not installed: its own reading of the drawing is left out\n");
    }
    free(text);
    tappa_model_unref(model);
}

/* ---- all of them ---- */

static char *
read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, 200000);

    if (file == NULL)
        fail_msg("%s cannot be read", path);
    assert_non_null(text);
    assert_true(fread(text, 1, 199999, file) > 0);
    fclose(file);
    return text;
}

static void
test_golden(void **state)
{
    static const char *const names[] = {"dot", "mermaid", "scxml", "svg"};
    char path[500], *model_text;
    tappa_model *model;

    (void)state;
    snprintf(path, sizeof path, "%s/small.yaml", folder);
    model_text = read_file(path);
    model = compiled(model_text, strlen(model_text));
    for (int i = 0; i < 4; i++) {
        char *text = drawn(model, tappa_drawing_format(names[i])), *wanted;

        snprintf(path, sizeof path, "%s/small.%s", folder, names[i]);
        if (update) {
            FILE *file = fopen(path, "wb");

            assert_non_null(file);
            fputs(text, file);
            fclose(file);
        }
        wanted = read_file(path);
        assert_string_equal(text, wanted);
        free(wanted);
        free(text);
    }
    free(model_text);
    tappa_model_unref(model);
}

struct failing {
    long left, count;
};

static void *
failing_allocate(void *user, size_t size)
{
    struct failing *f = user;

    f->count++;
    return f->left-- > 0 ? malloc(size) : NULL;
}

static void *
failing_reallocate(void *user, void *block, size_t size)
{
    struct failing *f = user;

    f->count++;
    return f->left-- > 0 ? realloc(block, size) : NULL;
}

static void
failing_release(void *user, void *block)
{
    (void)user;
    free(block);
}

/* Every allocation fails once: the drawing is refused, and nothing is lost. */
static void
test_memory(void **state)
{
    tappa_model *model = compiled(hostile, sizeof hostile - 1);
    struct failing f = {0, 0};
    struct tappa_allocator a = {failing_allocate, failing_reallocate, failing_release, &f};
    tappa_drawing *drawing;

    (void)state;
    for (int32_t format = TAPPA_DRAW_DOT; format <= TAPPA_DRAW_SVG; format++)
        for (long i = 0;; i++) {
            tappa_status status;

            f.left = i;
            status = tappa_drawing_new(&a, model, format, NULL, &drawing);
            if (status == TAPPA_OK) {
                tappa_drawing_free(drawing);
                break;
            }
            assert_int_equal(status, TAPPA_ENOMEM);
            assert_null(drawing);
        }
    tappa_model_unref(model);
}

static void
test_arguments(void **state)
{
    tappa_model *model = compiled(hostile, sizeof hostile - 1);
    tappa_drawing *drawing = (tappa_drawing *)&model;
    size_t size = 3;

    (void)state;
    assert_int_equal(tappa_drawing_new(NULL, NULL, TAPPA_DRAW_DOT, NULL, &drawing), TAPPA_EINVAL);
    assert_null(drawing);
    assert_int_equal(tappa_drawing_new(NULL, model, 0, NULL, &drawing), TAPPA_EINVAL);
    assert_int_equal(tappa_drawing_new(NULL, model, 5, NULL, &drawing), TAPPA_EINVAL);
    assert_int_equal(tappa_drawing_new(NULL, model, TAPPA_DRAW_DOT, NULL, NULL), TAPPA_EINVAL);
    assert_string_equal(tappa_drawing_text(NULL, &size), "");
    assert_int_equal(size, 0);
    tappa_drawing_free(NULL);
    assert_int_equal(tappa_drawing_format("svg"), TAPPA_DRAW_SVG);
    assert_int_equal(tappa_drawing_format("png"), 0);
    assert_int_equal(tappa_drawing_format(NULL), 0);
    tappa_model_unref(model);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_svg),    cmocka_unit_test(test_scxml),  cmocka_unit_test(test_mermaid),   cmocka_unit_test(test_dot),
        cmocka_unit_test(test_wide_titles),
        cmocka_unit_test(test_golden), cmocka_unit_test(test_memory), cmocka_unit_test(test_arguments),
    };

    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--update") == 0)
            update = 1;
        else
            folder = argv[i];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
