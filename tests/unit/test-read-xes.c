/* Readers of XES: traces and events, and what hostile XML gets. */
#include "tests/support/reading.h"

#define EVENT(name, time) "<event><string key=\"concept:name\" value=\"" name "\"/><date key=\"time:timestamp\" value=\"" time "\"/></event>"
#define TRACE(name, events) "<trace><string key=\"concept:name\" value=\"" name "\"/>" events "</trace>"
#define T "1970-01-01T00:00:00.5Z"

struct row {
    const char *name, *text, *wanted;
};

static const struct row rows[] = {
    {"two events", "<log>" TRACE("anna", EVENT("a", T) "\n" EVENT("b", T)) "</log>",
     "1 anna|a|500000 concept_name='a' time_timestamp='" T "' case_concept_name='anna'\n2 anna|b|500000 concept_name='b' time_timestamp='" T "' case_concept_name='anna'\n"},
    {"attributes, nested ones left out, names made fit",
     "<?xml version=\"1.0\"?><log xmlns=\"http://www.xes-standard.org/\"><global scope=\"event\"><string key=\"concept:name\" value=\"no\"/></global>"
     "<trace><string key=\"concept:name\" value=\"c&amp;d\"/><int key=\"a-b\" value=\"1\"/><event><string key=\"concept:name\" value=\"e\"/>"
     "<string key=\"org:resource\" value=\"r\"><string key=\"inner\" value=\"no\"/></string><string key=\"empty\" value=\"\"/><date key=\"time:timestamp\" value=\"1970-01-01T01:00:00+01:00\"/>"
     "<string key=\"concept:instance\" value=\"i\"/></event></trace></log>",
     "1 c&d|e|0 id:i concept_name='e' org_resource='r' time_timestamp='1970-01-01T01:00:00+01:00' concept_instance='i' case_concept_name='c&d' case_a_b='1'\n"},
    {"prefixed elements", "<x:log xmlns:x=\"u\"><x:trace><x:string key=\"concept:name\" value=\"c\"/><x:event><x:string key=\"concept:name\" value=\"e\"/>"
                          "<x:date key=\"time:timestamp\" value=\"" T "\"/></x:event></x:trace></x:log>",
     "1 c|e|500000 concept_name='e' time_timestamp='" T "' case_concept_name='c'\n"},
    {"what is missing", "<log>" TRACE("a", "<event/>") "\n" TRACE("a", "<event><date key=\"time:timestamp\" value=\"" T "\"/></event>") "\n<trace>" EVENT("a", T) "</trace>\n" EVENT("a", T) "\n"
                        TRACE("a", EVENT("a", "noon")) TRACE("", EVENT("a", T)) "</log>",
     "1! no time\n2! no event\n3! no customer\n4! no customer\n5! not a time\n5! no customer\n"},
    {"a trace's name is not the next one's", "<log>" TRACE("a", "") "<trace>" EVENT("a", T) "</trace></log>", "1! no customer\n"},
    {"no log", "<html><event/></html>", "1! not XES\n"},
    {"cut off", "<log>" TRACE("anna", EVENT("a", T)) "<trace><ev", "1 anna|a|500000 concept_name='a' time_timestamp='" T "' case_concept_name='anna'\n1! not XML\n"},
    {"wrong nesting", "<log><trace></log></trace>", "1! not XML\n"},
    {"bad UTF-8", "<log><trace><string key=\"concept:name\" value=\"\xff\"/></trace></log>", "1! not XML\n"},
    {"a document type", "<!DOCTYPE log><log/>", "1! a document type\n"},
    {"laughs",
     "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]><log>&c;</log>",
     "1! a document type\n"},
    {"an outside entity", "<!DOCTYPE l [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><log>&a;</log>", "1! a document type\n"},
    {"an undeclared entity", "<log>&a;</log>", "1! not XML\n"},
    {"nothing behind the log", "<log/>x", "1! not XML\n"},
    {"an empty log", "<log/>", ""},
    {"empty", "", "0! not XML\n"},
};

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        reads_as(rows[i].name, rows[i].text, strlen(rows[i].text), TAPPA_FORMAT_XES, NULL, rows[i].wanted[0] == '0' ? "1! not XML\n" : rows[i].wanted);
}

static char *
repeat(const char *before, const char *unit, size_t count, const char *behind)
{
    size_t b = strlen(before), u = strlen(unit), i;
    char *text = malloc(b + u * count + strlen(behind) + 1);

    assert_non_null(text);
    memcpy(text, before, b);
    for (i = 0; i < count; i++)
        memcpy(text + b + i * u, unit, u);
    strcpy(text + b + count * u, behind);
    return text;
}

static void
test_bounds(void **state)
{
    static const char open[] = "<log><trace><string key=\"concept:name\" value=\"c\"/><event>", done[] = EVENT("a", T) "</trace></log>",
                      good[] = "1 c|a|500000 concept_name='a' time_timestamp='" T "' case_concept_name='c'\n";
    static const struct {
        const char *before, *unit, *behind, *wanted;
        size_t count;
    } cases[] = {
        {"<log>", "<x>", "", "1! nested too deeply\n", 100000},
        {open, "<int key=\"k\" value=\"1\"/>", "</event>", "1! too many fields\n", 257},
        {open, "<int key=\"k\" value=\"1\"/>", "</event>", "1! too many fields\n", 100000},
        {open, "<string key=\"k\" value=\"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
               "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
               "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\"/>",
         "</event>", "1! the event is too long\n", 250},
        {"<log><trace><event><string key=\"k\" value=\"", "0123456789", "\"/></event></trace></log>", "1! the event is too long\n", 1000000},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = repeat(cases[i].before, cases[i].unit, cases[i].count, cases[i].behind), wanted[400];
        char *whole = repeat(text, done, 1, "");

        /* After a bad event the next one is good; after bad XML there is none. */
        snprintf(wanted, sizeof wanted, "%s%s", cases[i].wanted, cases[i].behind[0] == '<' ? good : "");
        reads_as(cases[i].unit, whole, strlen(whole), TAPPA_FORMAT_XES, NULL, wanted);
        free(whole);
        free(text);
    }
}

static void
test_fuzz(void **state)
{
    const char *seeds[sizeof rows / sizeof *rows];
    size_t count = sizeof rows / sizeof *rows - 1; /* the last is empty */

    (void)state;
    for (size_t i = 0; i < count; i++)
        seeds[i] = rows[i].text;
    survives(seeds, count, TAPPA_FORMAT_XES, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_bounds), cmocka_unit_test(test_fuzz)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
