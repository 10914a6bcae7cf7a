/* The outbox by its rules, one after the other: what counts for caps and since when, how long a failure waits, what expires, whose a contact is when
 * customers part, what words a verdict has. */
#include "shop.h"

/* A shop that writes to whoever comes. */
static const char shop[] = "tappa: 1\nmodel: shop\nversion: 1\n"
                           "events: {Go: {}, Both: {}, Later: {}, Stop: {}}\n"
                           "channels: {sms: {setting: online}, mail: {setting: online}}\n"
                           "touchpoints: {text: {channel: sms, direction: outbound}, note: {channel: sms, direction: outbound}}\n"
                           "stages:\n  a:\n    when:\n      Go: {contact: text}\n      Both: {do: [contact: text, contact: note]}\n      Later: {contact: note}\n      Stop: b\n  b: {when: {Go: a}}\n";
#define RULES(rules) "contact_rules: {" rules "}\n"

static void
open_with(struct shop *s, const struct tappa_engine_options *options, const char *rules)
{
    char text[4000];

    shop_open(s, 0, options);
    snprintf(text, sizeof text, "%s%s", shop, rules);
    shop_model(s, text);
}

static void
at_most_so_many_in_one_call(void **state)
{
    enum { PEOPLE = 1100 };
    static struct tappa_record records[PEOPLE];
    static char names[PEOPLE][8];
    const struct tappa_claimed *claimed;
    struct shop s;
    size_t count;

    (void)state;
    open_with(&s, NULL, "");
    for (int i = 0; i < PEOPLE; i++) {
        snprintf(names[i], sizeof names[i], "c%d", i);
        records[i] = (struct tappa_record){.size = sizeof records[i], .time = MONDAY, .event = "Both", .event_size = 4, .customer = names[i],
                                           .customer_size = (uint32_t)strlen(names[i])};
    }
    assert_int_equal(tappa_engine_ingest(s.engine, records, PEOPLE, NULL, MONDAY, NULL), TAPPA_OK);
    assert_int_equal(tappa_engine_claim(s.engine, MONDAY, 600, &claimed, &count), TAPPA_OK); /* more than half of it */
    assert_int_equal(count, 600);
    assert_int_equal(tappa_engine_claim(s.engine, MONDAY + HOUR, 5000, &claimed, &count), TAPPA_OK); /* their leases are over */
    assert_int_equal(count, 1024);
    assert_int_equal(tappa_engine_claim(s.engine, MONDAY + HOUR, 5000, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 1024);
    assert_int_equal(tappa_engine_claim(s.engine, MONDAY + HOUR, 5000, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 2 * PEOPLE - 2 * 1024);
    shop_close(&s);
}

/* Handed out twice it counts from the second time: nobody gets two within a day. */
static void
a_cap_counts_from_the_last_hand_out(void **state)
{
    struct tappa_engine_options options = {.size = sizeof options, .lease = HOUR};
    struct tappa_claimed claimed[8];
    struct shop s;

    (void)state;
    open_with(&s, &options, RULES("caps: [{channel: sms, at_most: 1, per: 1d}]"));
    shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
    assert_int_equal(shop_claim(&s, MONDAY, 8, claimed), 1);
    assert_int_equal(shop_claim(&s, MONDAY + 5 * HOUR, 8, claimed), 1);
    assert_int_equal(claimed[0].attempt, 2);
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_FAILED, MONDAY + 5 * HOUR + MINUTE); /* that it failed frees the place at once */
    assert_int_equal(shop_claim(&s, MONDAY + 20 * HOUR, 8, claimed), 1);
    assert_int_equal(claimed[0].attempt, 3);
    shop_event(&s, MONDAY + 20 * HOUR, MONDAY + 20 * HOUR, "login:ann", "Later", NULL);
    assert_int_equal(shop_claim(&s, MONDAY + 25 * HOUR, 1, claimed), 1); /* the same again, its lease being over */
    assert_string_equal(claimed[0].touchpoint, "text");
    assert_int_equal(claimed[0].attempt, 4);
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_OPENED, MONDAY + 48 * HOUR); /* made then; opened much later */
    assert_int_equal(shop_claim(&s, MONDAY + 49 * HOUR - 1, 8, claimed), 0);
    assert_int_equal(shop_claim(&s, MONDAY + 49 * HOUR, 8, claimed), 1); /* a day behind the fourth time, not behind the opening */
    assert_string_equal(claimed[0].touchpoint, "note");
    shop_close(&s);
}

static void
what_is_opened_counts_from_when_it_was_sent(void **state)
{
    struct tappa_claimed claimed[8];
    struct shop s;

    (void)state;
    open_with(&s, NULL, RULES("caps: [{at_most: 1, per: 1d}]"));
    shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
    assert_int_equal(shop_claim(&s, MONDAY, 8, claimed), 1);
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, MONDAY + 2 * HOUR);
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_OPENED, MONDAY + 20 * HOUR);
    shop_event(&s, MONDAY + 20 * HOUR, MONDAY + 20 * HOUR, "login:ann", "Later", NULL);
    assert_int_equal(shop_claim(&s, MONDAY + 26 * HOUR - 1, 8, claimed), 0);
    assert_int_equal(shop_claim(&s, MONDAY + 26 * HOUR, 8, claimed), 1);
    shop_close(&s);
}

static void
a_claim_is_an_entry(void **state)
{
    struct tappa_claimed claimed[8];
    char line[200], key[33];
    const char *text;
    struct shop s;
    size_t size;
    int64_t ann;

    (void)state;
    open_with(&s, NULL, "");
    ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
    assert_int_equal(shop_claim(&s, MONDAY + MINUTE, 8, claimed), 1);
    for (int i = 0; i < 16; i++)
        snprintf(key + 2 * i, 3, "%02x", claimed[0].key[i]);
    snprintf(line, sizeof line, "\"kind\": \"claim\", \"time\": \"2026-01-05T00:01:00Z\", \"received\": \"2026-01-05T00:01:00Z\", \"event\": \"contact.claimed\"");
    assert_int_equal(tappa_engine_journal(s.engine, ann, 0, &text, &size), TAPPA_OK);
    assert_non_null(strstr(text, line));
    snprintf(line, sizeof line, "\"touchpoint\": \"text\", \"key\": \"%s\"", key);
    assert_non_null(strstr(text, line));
    shop_close(&s);
}

/* One lease, two, four, and never more than a day; one lease where that is longer. */
static void
failures_wait_longer_and_longer(void **state)
{
    static const struct {
        int64_t lease, waits[5];
    } all[] = {
        {HOUR, {HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR}},
        {5 * HOUR, {5 * HOUR, 10 * HOUR, 20 * HOUR, 24 * HOUR, 24 * HOUR}},
        {12 * HOUR, {12 * HOUR, 24 * HOUR, 24 * HOUR, 24 * HOUR, 24 * HOUR}},
        {30 * HOUR, {30 * HOUR, 30 * HOUR, 30 * HOUR, 30 * HOUR, 30 * HOUR}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct tappa_engine_options options = {.size = sizeof options, .lease = all[i].lease, .attempts = 6};
        struct tappa_claimed claimed[8];
        int64_t now = MONDAY, ann;
        struct shop s;

        open_with(&s, &options, "");
        ann = shop_event(&s, now, now, "login:ann", "Go", NULL);
        for (int attempt = 0; attempt < 5; attempt++) {
            assert_int_equal(shop_claim(&s, now, 8, claimed), 1);
            shop_report(&s, claimed[0].key, TAPPA_CONTACT_FAILED, now);
            assert_int_equal(shop_contact(&s, ann, NULL).due, now + all[i].waits[attempt]);
            assert_int_equal(shop_claim(&s, now + all[i].waits[attempt] - 1, 8, claimed), 0);
            now += all[i].waits[attempt];
        }
        assert_int_equal(shop_claim(&s, now, 8, claimed), 1);
        assert_int_equal(claimed[0].attempt, 6);
        shop_report(&s, claimed[0].key, TAPPA_CONTACT_FAILED, now);
        assert_int_equal(shop_contact(&s, ann, NULL).due, TAPPA_NEVER); /* its attempts are used up */
        assert_int_equal(shop_claim(&s, now + 9 * DAY, 8, claimed), 0);
        shop_close(&s);
    }
}

static const char expiring[] = "tappa: 1\nmodel: expiring\nversion: 1\nevents: {Go: {}, Stop: {}, contact.failed: {}}\n"
                               "channels: {sms: {setting: online}}\n"
                               "touchpoints: {text: {channel: sms, direction: outbound, for: [a]}, card: {channel: sms, direction: outbound}}\n"
                               "entry: {Go: a}\n"
                               "stages:\n  a:\n    enter: [{contact: text, expires: 2d}, {emit: print}]\n"
                               "    after: {1h: {contact: card, expires: 30m}, 4h: {contact: card}}\n    when: {Stop: b}\n  b: {}\n";

/* What nobody fetched in time has expired; what came in since has nothing to do with it. */
static void
expired_is_not_withdrawn(void **state)
{
    struct tappa_counters sums = {.size = sizeof sums};
    struct tappa_claimed claimed[8];
    struct tappa_contact contact;
    struct shop s;
    int64_t ann;

    (void)state;
    shop_open(&s, 0, NULL);
    shop_model(&s, expiring);
    ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
    shop_due(&s, MONDAY + 2 * DAY - 1);
    contact = shop_contact(&s, ann, "text");
    assert_int_equal(contact.state, TAPPA_CONTACT_WANTED);
    assert_int_equal(shop_contact(&s, ann, "print").state, TAPPA_CONTACT_WANTED); /* the host's, for as long as it likes */
    shop_due(&s, MONDAY + 2 * DAY);
    contact = shop_contact(&s, ann, "text");
    assert_int_equal(contact.state, TAPPA_CONTACT_EXPIRED);
    assert_int_equal(contact.changed, MONDAY + 2 * DAY);
    assert_int_equal(contact.due, TAPPA_NEVER);
    assert_string_equal(contact.because, "");
    assert_int_equal(shop_claim(&s, MONDAY + 3 * DAY, 8, claimed), 2); /* the second card, and the print */
    assert_int_equal(tappa_engine_counters(s.engine, &sums), TAPPA_OK);
    assert_int_equal(sums.expired, 2); /* with the first card, which was over before anybody looked */
    assert_int_equal(sums.withdrawn, 0);
    shop_event(&s, MONDAY + 3 * DAY, MONDAY + HOUR, "login:ann", "Stop", NULL); /* late: by it the text would have gone sooner */
    contact = shop_contact(&s, ann, "text");
    assert_int_equal(contact.not_today, 0);
    shop_close(&s);
}

/* A timer that runs long after its time may ask for what is over by then: whoever runs it, and in the same call, it has expired. */
static void
over_before_it_was_asked_for(void **state)
{
    (void)state;
    for (int by_claim = 0; by_claim < 2; by_claim++) {
        struct tappa_claimed claimed[8];
        struct shop s;
        int64_t ann;

        shop_open(&s, 0, NULL);
        shop_model(&s, expiring);
        ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
        if (by_claim)
            assert_int_equal(shop_claim(&s, MONDAY + 3 * HOUR + MINUTE, 8, claimed), 2);
        else
            assert_int_equal(shop_due(&s, MONDAY + 3 * HOUR + MINUTE), 1);
        assert_int_equal(shop_contact(&s, ann, "card").state, TAPPA_CONTACT_EXPIRED);
        assert_int_equal(shop_contact(&s, ann, "card").changed, MONDAY + HOUR + 30 * MINUTE);
        shop_close(&s);
    }
}

/* Where hours of two rules meet, the words are of those that hold now, the time is when both are over. */
static void
the_words_of_quiet_hours(void **state)
{
    const struct tappa_verdict *verdicts, *v;
    struct shop s;
    size_t count;
    int64_t ann;

    (void)state;
    open_with(&s, NULL, RULES("quiet: [{from: \"21:00\", to: \"08:30\"}, {from: \"07:05\", to: \"10:00\", channel: sms}]"));
    ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
    count = shop_decide(&s, ann, MONDAY + 22 * HOUR, NULL, &verdicts);
    v = shop_verdict(verdicts, count, "text");
    assert_int_equal(v->reason, TAPPA_QUIET);
    assert_string_equal(v->because, "quiet from 21:00 to 08:30 in UTC");
    assert_int_equal(v->until, MONDAY + 34 * HOUR);
    count = shop_decide(&s, ann, MONDAY + 33 * HOUR, NULL, &verdicts);
    v = shop_verdict(verdicts, count, "text");
    assert_string_equal(v->because, "quiet from 07:05 to 10:00 in UTC");
    assert_int_equal(v->until, MONDAY + 34 * HOUR);
    count = shop_decide(&s, ann, MONDAY + 34 * HOUR, NULL, &verdicts);
    assert_int_equal(shop_verdict(verdicts, count, "text")->reason, TAPPA_OPEN);
    shop_close(&s);
}

/* Quiet hours west of Greenwich in the year 1, and long before: a clock shows some time of day at any time. */
static void
quiet_long_ago(void **state)
{
    const int64_t long_ago = INT64_C(-62135596800000000) + DAY;
    const struct tappa_verdict *verdicts, *v;
    struct shop s;
    size_t count;
    int64_t ann;

    (void)state;
    open_with(&s, NULL, RULES("quiet: {from: \"21:00\", to: \"08:30\"}"));
    ann = shop_event(&s, MONDAY, long_ago + 2 * DAY, "login:ann", "Go", NULL);
    count = shop_decide(&s, ann, long_ago + 3 * DAY - HOUR, NULL, &verdicts);
    v = shop_verdict(verdicts, count, "text");
    assert_int_equal(v->reason, TAPPA_QUIET);
    assert_int_equal(v->until, long_ago + 3 * DAY + 8 * HOUR + 30 * MINUTE);
    shop_close(&s);
}

static const char consenting[] = "tappa: 1\nmodel: consenting\nversion: 1\nevents: {Go: {}}\n"
                                 "channels: {mail: {setting: online, consent: news}}\n"
                                 "touchpoints: {letter: {channel: mail, direction: outbound}}\n"
                                 "stages: {a: {when: {Go: {contact: letter}}}}\n";

static void
consent_ends_at_its_expiry(void **state)
{
    const struct tappa_verdict *verdicts;
    struct shop s;
    size_t count;
    int64_t ann;

    (void)state;
    shop_open(&s, 0, NULL);
    shop_model(&s, consenting);
    shop_event(&s, MONDAY, MONDAY, "login:ann", "Consent Given", "purpose", "news", "expires", "2026-01-06T00:00:00Z", NULL);
    ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
    count = shop_decide(&s, ann, MONDAY, NULL, &verdicts); /* from the moment on at which it was given */
    assert_int_equal(shop_verdict(verdicts, count, "letter")->reason, TAPPA_OPEN);
    count = shop_decide(&s, ann, MONDAY + DAY - 1, NULL, &verdicts);
    assert_int_equal(shop_verdict(verdicts, count, "letter")->reason, TAPPA_OPEN);
    count = shop_decide(&s, ann, MONDAY + DAY, NULL, &verdicts);
    assert_int_equal(shop_verdict(verdicts, count, "letter")->reason, TAPPA_NO_CONSENT);
    assert_string_equal(shop_verdict(verdicts, count, "letter")->because, "consent was withdrawn or is over");
    shop_close(&s);
}

/* What one of two was sent counts for both while they are one, and for that one alone once they are parted. */
static void
parted_with_their_contacts(void **state)
{
    static const struct tappa_identity one = {"login", "ann", 5, 3}, other = {"cookie", "c", 6, 1};
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t ann, cookie;

    (void)state;
    open_with(&s, NULL, RULES("caps: [{at_most: 1, per: 1d}]"));
    shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
    shop_event(&s, MONDAY, MONDAY, "cookie:c", "Hello", NULL);
    assert_int_equal(shop_claim(&s, MONDAY, 8, claimed), 1);
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, MONDAY);
    shop_event(&s, MONDAY + HOUR, MONDAY + HOUR, "login:ann cookie:c", "Go", NULL);
    shop_event(&s, MONDAY + 2 * HOUR, MONDAY + 2 * HOUR, "cookie:c", "Go", NULL);
    assert_int_equal(shop_claim(&s, MONDAY + 3 * HOUR, 8, claimed), 0); /* the cap of one person */
    assert_int_equal(tappa_engine_part_identities(s.engine, &one, &other, MONDAY + 4 * HOUR), TAPPA_OK);
    assert_int_equal(tappa_engine_find(s.engine, &one, &ann), TAPPA_OK);
    assert_int_equal(tappa_engine_find(s.engine, &other, &cookie), TAPPA_OK);
    assert_true(ann != cookie);
    assert_int_equal(shop_where(&s, ann).contact_count, 2);
    assert_int_equal(shop_where(&s, cookie).contact_count, 1);
    assert_int_equal(shop_claim(&s, MONDAY + 5 * HOUR, 8, claimed), 1);
    assert_int_equal(claimed[0].customer, cookie);
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, MONDAY + 5 * HOUR);
    assert_int_equal(shop_claim(&s, MONDAY + DAY - 1, 8, claimed), 0);
    assert_int_equal(shop_claim(&s, MONDAY + DAY, 8, claimed), 1);
    assert_int_equal(claimed[0].customer, ann);
    assert_int_equal(tappa_engine_part_identities(s.engine, &one, &other, MONDAY + DAY), TAPPA_EUNKNOWN); /* they are two */
    assert_int_equal(tappa_engine_part_identities(s.engine, &one, &one, MONDAY + DAY), TAPPA_EUNKNOWN);
    shop_close(&s);
}

/* The proofs of two erasings are two, and each says when and how much in a note of its own. */
static void
each_erasing_has_a_proof(void **state)
{
    char proofs[3][33], name[48];
    struct tappa_span note;
    tappa_store *store;
    struct shop s;

    (void)state;
    memset(&s, 0, sizeof s);
    assert_int_equal(tappa_context_new(NULL, &s.context), TAPPA_OK);
    assert_int_equal(tappa_store_memory(s.context, 0, &store), TAPPA_OK);
    assert_int_equal(tappa_engine_open(s.context, store, NULL, &s.engine), TAPPA_OK);
    shop_model(&s, shop);
    for (int i = 0; i < 3; i++) { /* the third is the first once more: they have all the same */
        int64_t who = shop_event(&s, MONDAY, MONDAY, i == 1 ? "login:bea" : "login:ann", "Go", NULL);

        assert_int_equal(tappa_engine_erase(s.engine, who, MONDAY + HOUR, proofs[i]), TAPPA_OK);
        assert_int_equal(strspn(proofs[i], "0123456789abcdef"), 32);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(proofs[i], proofs[j]);
        snprintf(name, sizeof name, "erasure/%.32s", proofs[i]);
        assert_int_equal(store->table->note(store, name, 40, &note), TAPPA_OK);
        assert_non_null(note.data);
    }
    shop_close(&s);
}

/* What was handed out can be read until the next claim, whatever is called in between: its reports, others' events. */
static void
handed_out_until_the_next_claim(void **state)
{
    static const char *const words[] = {"a word for the first", "another for the second", "and one for the third"};
    const struct tappa_claimed *claimed;
    struct shop s;
    size_t count, seen = 0;

    (void)state;
    shop_open(&s, TAPPA_STORE_SHARED, NULL); /* in which nothing stays in memory */
    shop_model(&s, "tappa: 1\nmodel: m\nversion: 1\nevents: {Go: {fields: {w: string}}}\nstages: {a: {when: {Go: {emit: ring, with: {text: event.w, raw: 'b\"\\x01\\x02\"'}}}}}\n");
    for (int i = 0; i < 3; i++) {
        char who[] = {'l', 'o', 'g', 'i', 'n', ':', (char)('a' + i), '\0'};

        shop_event(&s, MONDAY, MONDAY, who, "Go", "w", words[i], NULL);
    }
    assert_int_equal(tappa_engine_claim(s.engine, MONDAY, 3, &claimed, &count), TAPPA_OK);
    assert_int_equal(count, 3);
    for (size_t i = 0; i < 3; i++) {
        shop_report(&s, claimed[i].key, TAPPA_CONTACT_SENT, MONDAY);
        shop_event(&s, MONDAY, MONDAY, "login:dora", "Go", "w", "words that would lie where others lay", NULL);
        for (size_t j = 0; j < 3; j++)
            seen += claimed[i].arguments[0].value.size == strlen(words[j]) && !memcmp(claimed[i].arguments[0].value.data, words[j], strlen(words[j]));
        assert_string_equal(claimed[i].model, "m");
        assert_string_equal(claimed[i].effect, "ring");
        assert_string_equal(claimed[i].arguments[0].name, "text");
        assert_memory_equal(claimed[i].arguments[1].value.data, "\1\2", 2);
    }
    assert_int_equal(seen, 3);
    shop_close(&s);
}

/* What failed and would be tried again in quiet hours waits like all others until they are over. */
static void
a_failure_into_quiet_hours(void **state)
{
    struct tappa_engine_options options = {.size = sizeof options, .lease = HOUR};
    struct tappa_claimed claimed[8];
    struct shop s;
    int64_t ann;

    (void)state;
    open_with(&s, &options, RULES("quiet: {from: \"21:00\", to: \"22:00\"}"));
    ann = shop_event(&s, MONDAY + 20 * HOUR, MONDAY + 20 * HOUR, "login:ann", "Go", NULL);
    assert_int_equal(shop_claim(&s, MONDAY + 20 * HOUR, 8, claimed), 1);
    shop_report(&s, claimed[0].key, TAPPA_CONTACT_FAILED, MONDAY + 20 * HOUR);
    assert_int_equal(shop_contact(&s, ann, NULL).state, TAPPA_CONTACT_FAILED);
    assert_int_equal(shop_claim(&s, MONDAY + 21 * HOUR, 8, claimed), 0);
    assert_int_equal(shop_contact(&s, ann, NULL).state, TAPPA_CONTACT_WANTED);
    assert_int_equal(shop_contact(&s, ann, NULL).due, MONDAY + 22 * HOUR);
    assert_int_equal(shop_claim(&s, MONDAY + 22 * HOUR, 8, claimed), 1);
    assert_int_equal(claimed[0].attempt, 2);
    shop_close(&s);
}

/* A contact of long ago that an export has just read is found where it stands then. */
static void
reported_behind_an_export(void **state)
{
    (void)state;
    for (int exported = 0; exported < 2; exported++) {
        struct tappa_claimed claimed[8];
        struct tappa_contact contact;
        const char *text;
        struct shop s;
        size_t size;
        int64_t ann;

        open_with(&s, NULL, "");
        ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "Both", NULL);
        assert_int_equal(shop_claim(&s, MONDAY, 8, claimed), 2);
        for (int i = 0; i < 2; i++)
            shop_report(&s, claimed[i].key, TAPPA_CONTACT_SENT, MONDAY);
        shop_event(&s, MONDAY + 60 * DAY, MONDAY + 60 * DAY, "login:ann", "Hello", NULL);
        assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
        assert_int_equal(shop_where(&s, ann).contact_count, 0);
        if (exported)
            assert_int_equal(tappa_engine_export(s.engine, ann, &text, &size), TAPPA_OK);
        shop_report(&s, claimed[0].key, TAPPA_CONTACT_OPENED, MONDAY + 60 * DAY);
        contact = shop_contact(&s, ann, claimed[0].touchpoint);
        assert_int_equal(contact.state, TAPPA_CONTACT_OPENED);
        assert_memory_equal(contact.key, claimed[0].key, 16);
        assert_int_equal(tappa_engine_checkpoint(s.engine), TAPPA_OK);
        assert_int_equal(tappa_engine_export(s.engine, ann, &text, &size), TAPPA_OK);
        assert_non_null(strstr(text, "\"state\": \"opened\""));
        assert_non_null(strstr(text, "\"state\": \"sent\"")); /* the other */
        shop_close(&s);
    }
}

/* How long an answer is waited for: by touchpoint, by channel, by all; where none of these fits, for ever. */
static void
whose_answer_is_waited_for(void **state)
{
    static const struct {
        const char *rules;
        int64_t wait;
    } all[] = {
        {"response_times: [{within: 3h}, {channel: sms, within: 2h}, {touchpoint: text, within: 1h}]", HOUR},
        {"response_times: [{within: 3h}, {channel: sms, within: 2h}, {touchpoint: note, within: 1h}]", 2 * HOUR},
        {"response_times: [{within: 3h}, {touchpoint: note, within: 1h}]", 3 * HOUR},
        {"response_times: [{within: 3h}, {channel: mail, within: 2h}]", 3 * HOUR},
        {"response_times: [{touchpoint: note, within: 1h}]", 0},
        {"caps: [{at_most: 9, per: 1d}]", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct tappa_claimed claimed[8];
        char rules[400];
        struct shop s;
        int64_t ann;

        snprintf(rules, sizeof rules, "contact_rules: {%s}\n", all[i].rules);
        open_with(&s, NULL, rules);
        ann = shop_event(&s, MONDAY, MONDAY, "login:ann", "Go", NULL);
        assert_int_equal(shop_claim(&s, MONDAY, 8, claimed), 1);
        shop_report(&s, claimed[0].key, TAPPA_CONTACT_SENT, MONDAY + 1);
        assert_int_equal(shop_contact(&s, ann, NULL).due, all[i].wait ? MONDAY + 1 + all[i].wait : TAPPA_NEVER);
        shop_due(&s, MONDAY + DAY);
        assert_int_equal(shop_contact(&s, ann, NULL).state, all[i].wait ? TAPPA_CONTACT_UNOPENED : TAPPA_CONTACT_SENT);
        shop_close(&s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_most_so_many_in_one_call),
        cmocka_unit_test(a_cap_counts_from_the_last_hand_out),
        cmocka_unit_test(what_is_opened_counts_from_when_it_was_sent),
        cmocka_unit_test(a_claim_is_an_entry),
        cmocka_unit_test(failures_wait_longer_and_longer),
        cmocka_unit_test(expired_is_not_withdrawn),
        cmocka_unit_test(over_before_it_was_asked_for),
        cmocka_unit_test(the_words_of_quiet_hours),
        cmocka_unit_test(quiet_long_ago),
        cmocka_unit_test(consent_ends_at_its_expiry),
        cmocka_unit_test(parted_with_their_contacts),
        cmocka_unit_test(each_erasing_has_a_proof),
        cmocka_unit_test(handed_out_until_the_next_claim),
        cmocka_unit_test(a_failure_into_quiet_hours),
        cmocka_unit_test(reported_behind_an_export),
        cmocka_unit_test(whose_answer_is_waited_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
