/* Drawings where they seldom go: signs that XML cannot hold, names in all scripts, titles wider than all below them, stages that nothing links,
 * and pictures too large for an arrow to bend. What is XML is read back by expat. */
#include "tests/support/world.h"

#include <expat.h>

#include "lib/exchange/draw/svg.h"
#include "tappa/exchange/draw.h"

static tappa_drawing *
drawn(const char *text, int32_t format)
{
    tappa_context *context;
    tappa_diagnostics *list;
    tappa_model *model;
    tappa_drawing *drawing;
    tappa_status status;

    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    assert_int_equal(tappa_diagnostics_new(context, &list), TAPPA_OK);
    status = tappa_model_compile(context, text, strlen(text), NULL, list, &model);
    if (status)
        world_print(list);
    assert_int_equal(status, TAPPA_OK);
    assert_int_equal(tappa_drawing_new(NULL, model, format, NULL, &drawing), TAPPA_OK);
    tappa_model_unref(model);
    tappa_diagnostics_free(list);
    tappa_context_unref(context);
    return drawing;
}

struct seen {
    struct box {
        double x, y, w, h;
    } boxes[1000];
    size_t count, arrows;
    char ids[40][40];
    size_t id_count;
};

static void XMLCALL
see(void *user, const char *name, const char **attributes)
{
    struct seen *s = user;
    const char *class = "", *id = "";
    struct box box = {0};

    for (; attributes[0]; attributes += 2) {
        if (!strcmp(attributes[0], "class"))
            class = attributes[1];
        else if (!strcmp(attributes[0], "id"))
            id = attributes[1];
        else if (!strcmp(attributes[0], "x"))
            box.x = atof(attributes[1]);
        else if (!strcmp(attributes[0], "y"))
            box.y = atof(attributes[1]);
        else if (!strcmp(attributes[0], "width"))
            box.w = atof(attributes[1]);
        else if (!strcmp(attributes[0], "height"))
            box.h = atof(attributes[1]);
    }
    if (!strcmp(name, "rect") && !strcmp(class, "box"))
        s->boxes[s->count++] = box;
    s->arrows += !strcmp(name, "path") && !strncmp(class, "arrow", 5);
    if (!strcmp(name, "state"))
        snprintf(s->ids[s->id_count++], sizeof s->ids[0], "%s", id);
}

/* Reads it as XML; boxes of an SVG do not overlap. */
static void
see_all(const tappa_drawing *drawing, struct seen *s)
{
    XML_Parser parser = XML_ParserCreate(NULL);
    size_t size;
    const char *text = tappa_drawing_text(drawing, &size);

    memset(s, 0, sizeof *s);
    XML_SetUserData(parser, s);
    XML_SetElementHandler(parser, see, NULL);
    if (XML_Parse(parser, text, (int)size, 1) != XML_STATUS_OK)
        fail_msg("line %d: %s", (int)XML_GetCurrentLineNumber(parser), XML_ErrorString(XML_GetErrorCode(parser)));
    XML_ParserFree(parser);
    for (size_t i = 0; i < s->count; i++)
        for (size_t k = i + 1; k < s->count; k++) {
            const struct box *a = &s->boxes[i], *b = &s->boxes[k];

            if (a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h && b->y < a->y + a->h)
                fail_msg("boxes %zu and %zu overlap", i, k);
        }
}

#define HEAD "tappa: 1\nmodel: m\nversion: 1\n"
#define TWO "stages: {a: {when: {E: b}}, b: {when: {E: a}}}\ngoals: {g: {reach: b}}\n"

/* XML 1.0 has a way to write a few controls, and none for the others. */
static void
test_controls(void **state)
{
    static struct seen s;

    (void)state;
    for (int32_t format = TAPPA_DRAW_SCXML; format <= TAPPA_DRAW_SVG; format++) {
        tappa_drawing *drawing =
            drawn(HEAD "title: \"a\\tb\\rc\\nd\\x01e\\uFFFEf\\uFFFFg\"\nevents: {E: {}}\nstages: {a: {title: \"\\x0b|\\t|\\r|\\uFFFE|\\uFFFF|\", when: {E: b}}, b: {}}\ngoals: {g: {reach: b}}\n", format);
        const char *text = tappa_drawing_text(drawing, NULL);

        see_all(drawing, &s);
        if (format == TAPPA_DRAW_SCXML)
            assert_non_null(strstr(text, "\"\xEF\xBF\xBD|&#9;|&#13;|\xEF\xBF\xBD|\xEF\xBF\xBD|\""));
        assert_null(strchr(text, 1));
        assert_null(strchr(text, '\r'));
        tappa_drawing_free(drawing);
    }
}

/* An id of SCXML is a name of XML: what cannot begin one gets `_` in front, what cannot be in one is `_`. */
static void
test_names(void **state)
{
    static const struct {
        const char *name, *id;
    } rows[] = {
        {"a", "a"}, {"z{", "z_"}, {"Z[", "Z_"}, {"A@", "A_"}, {"_q", "_q"}, {"9", "_9"}, {"-x", "_-x"}, {".x..y", "_.x.y"}, {"`", "_"}, {"^k", "_k"},
        {"\xC3\x80", "\xC3\x80"},                     /* U+00C0 */
        {"\xC3\x97x", "_x"},                          /* the sign of multiplication */
        {"\xC3\xB7y", "_y"},                          /* the one of division */
        {"\xCB\xBF", "\xCB\xBF"},                     /* U+02FF */
        {"\xCC\x80w", "_w"},                          /* a combining sign */
        {"\xCE\xB1", "\xCE\xB1"},                     /* Greek */
        {"\xCD\xBEg", "_g"},                          /* its question mark */
        {"\xE1\xBF\xBF", "\xE1\xBF\xBF"},             /* U+1FFF */
        {"\xE2\x82\x80h", "_h"},                      /* between */
        {"\xE2\xB0\x80", "\xE2\xB0\x80"},             /* U+2C00 */
        {"\xE2\xBF\xB0i", "_i"},                      /* U+2FF0 */
        {"\xE3\x80\x81", "\xE3\x80\x81"},             /* U+3001 */
        {"\xED\x9F\xBF", "\xED\x9F\xBF"},             /* U+D7FF */
        {"\xEE\x80\x80j", "_j"},                      /* for private use */
        {"\xEF\xA4\x80", "\xEF\xA4\x80"},             /* U+F900 */
        {"\xEF\xB7\x90k", "_k..25"},                  /* U+FDD0, and `^k` is there */
        {"\xEF\xB7\xB0", "\xEF\xB7\xB0"},             /* U+FDF0 */
        {"\\uFFFEl", "_l"},                           /* U+FFFE */
        {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},     /* a smile */
        {"\xF3\xB0\x80\x80m", "_m"},                  /* U+F0000 */
    };
    static struct seen s;
    char text[4000];
    size_t n = (size_t)sprintf(text, HEAD "events: {E: {}, order.a: {}}\nstages:\n"), count = sizeof rows / sizeof *rows;
    tappa_drawing *drawing;

    (void)state;
    for (size_t i = 0; i < count; i++)
        n += (size_t)sprintf(text + n, "  \"%s\": {when: {E: \"%s\", order.*: a}}\n", rows[i].name, rows[(i + 1) % count].name);
    sprintf(text + n, "goals: {g: {reach: a}}\n");
    drawing = drawn(text, TAPPA_DRAW_SCXML);
    see_all(drawing, &s);
    assert_non_null(strstr(tappa_drawing_text(drawing, NULL), "event=\"order.*\""));
    assert_int_equal(s.id_count, count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(s.ids[i], rows[i].id);
    tappa_drawing_free(drawing);
}

static double
picture_width(const char *sign, int count)
{
    char text[1000];
    size_t n = (size_t)sprintf(text, HEAD "title: \"");
    tappa_drawing *drawing;
    double width;

    for (int i = 0; i < count; i++)
        n += (size_t)sprintf(text + n, "%s", sign);
    sprintf(text + n, "\"\nevents: {E: {}}\n" TWO);
    drawing = drawn(text, TAPPA_DRAW_SVG);
    width = strtod(strstr(tappa_drawing_text(drawing, NULL), " width=\"") + 8, NULL);
    tappa_drawing_free(drawing);
    return width;
}

/* How wide a sign is taken to be, in its height: by what the picture grows with its title, up to the ninety signs that are shown. */
static void
test_widths(void **state)
{
    static const struct {
        const char *sign;
        double width;
    } rows[] = {
        {"i", 0.34}, {"m", 0.9}, {"A", 0.7}, {"Z", 0.7}, {"n", 0.58}, {"~", 0.58}, {"&", 0.58},
        {"\xC3\xA9", 0.6}, {"\xCE\xB1", 0.68},
        {"\xE1\x84\x80", 1.02}, {"\xE1\x85\x9F", 1.02}, {"\xE1\x85\xA0", 0.68},     /* Hangul: leading letters are wide, U+1160 is not */
        {"\xE2\xBA\x80", 1.02}, {"\xE8\xB3\xBC", 1.02}, {"\xED\x9E\xA3", 1.02}, {"\xED\x9E\xB0", 0.68},
        {"\xEF\xA4\x80", 1.02}, {"\xEF\xAB\xBF", 1.02}, {"\xEF\xAC\x80", 0.68},     /* compatibility ideographs; a ligature */
        {"\xF0\x9F\x98\x80", 1.02},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double grown = (picture_width(rows[i].sign, 90) - picture_width(rows[i].sign, 70)) / 20 / 17 / 1.2;

        if (grown < rows[i].width - 0.005 || grown > rows[i].width + 0.005)
            fail_msg("%s: %g, not %g", rows[i].sign, grown, rows[i].width);
        assert_true(picture_width(rows[i].sign, 91) == picture_width(rows[i].sign, 90));
    }
}

static const struct {
    const char *name, *text;
    size_t boxes, arrows;
} shapes[] = {
    {"stages that nothing links", "events: {E: {}}\nstages: {a: {}, b: {}, c: {}, d: {}, e: {}}\ngoals: {g: {reach: a}}\n", 5, 1},
    {"one stage", "events: {E: {}}\nstages: {a: {}}\ngoals: {g: {reach: a}}\n", 1, 1},
    {"regions narrower than their title",
     "events: {E: {}}\nstages: {p: {title: A title that is far wider than the two small regions, parallel: true, when: {E: x}, stages: {x: {}, y: {}}}}\ngoals: {g: {reach: x}}\n", 2, 2},
    {"arrows into regions", "events: {E: {}, F: {}}\nstages: {a: {when: {E: x, F: y}}, p: {parallel: true, stages: {x: {when: {E: a}}, y: {when: {F: a}}}}}\ngoals: {g: {reach: x}}\n", 3, 5},
    {"no event begins it", "events: {E: {}}\nentry: {}\nstages: {a: {when: {E: b}}, b: {when: {E: a}}}\ngoals: {g: {reach: b}}\n", 2, 3},
};

static void
test_shapes(void **state)
{
    static struct seen s;

    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        for (int32_t format = TAPPA_DRAW_DOT; format <= TAPPA_DRAW_SVG; format++) {
            char text[1000];
            tappa_drawing *drawing;

            sprintf(text, HEAD "%s", shapes[i].text);
            drawing = drawn(text, format);
            if (format >= TAPPA_DRAW_SCXML)
                see_all(drawing, &s);
            if (format == TAPPA_DRAW_SVG && (s.count != shapes[i].boxes || s.arrows != shapes[i].arrows))
                fail_msg("%s: %zu boxes, %zu arrows", shapes[i].name, s.count, s.arrows);
            tappa_drawing_free(drawing);
        }
}

/* A chain of stages, each with arrows to the next, the first and the last, and rows enough for their tooltip to be cut. */
static void
test_large(void **state)
{
    static const int counts[] = {60, 300, 900};
    static struct seen s;
    static char text[400000];

    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        int count = counts[i];
        size_t n = (size_t)sprintf(text, HEAD "events: {E: {}, F: {}, G: {}");
        tappa_drawing *drawing;
        const char *title;

        for (int k = 0; k < 30; k++)
            n += (size_t)sprintf(text + n, ", E%d: {}", k);
        n += (size_t)sprintf(text + n, "}\nstages:\n");
        for (int k = 0; k < count; k++) {
            n += (size_t)sprintf(text + n, "  s%d: {when: {E: s%d, F: s0, G: s%d", k, (k + 1) % count, count - 1);
            for (int more = 0; more < 30 && k == 1; more++)
                n += (size_t)sprintf(text + n, ", E%d: s2", more);
            n += (size_t)sprintf(text + n, "}}\n");
        }
        sprintf(text + n, "goals: {g: {reach: s1}}\n");
        drawing = drawn(text, TAPPA_DRAW_SVG);
        see_all(drawing, &s);
        assert_int_equal(s.count, count);
        assert_true(s.arrows >= (size_t)(3 * count - 6));
        title = strstr(tappa_drawing_text(drawing, NULL), "<title>E\nE0\n");
        assert_non_null(title);
        assert_int_equal(strncmp(strstr(title, "E22"), "E22</title>", 11), 0); /* 24 rows */
        tappa_drawing_free(drawing);
    }
}

static void
test_numbers(void **state)
{
    static const struct {
        double number;
        const char *text;
    } rows[] = {{0, "0"}, {12, "12"}, {1.25, "1.3"}, {1.24, "1.2"}, {-1.24, "-1.2"}, {-12, "-12"}, {-0.05, "-0.1"}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tappa_allocator a;
        struct tappa__buffer b;

        tappa__allocator_default(&a);
        tappa__buffer_init(&b, &a);
        tappa__svg_number(&b, rows[i].number);
        assert_string_equal(b.s, rows[i].text);
        tappa__buffer_free(&b);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_controls), cmocka_unit_test(test_names), cmocka_unit_test(test_widths),
        cmocka_unit_test(test_shapes),   cmocka_unit_test(test_large), cmocka_unit_test(test_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
