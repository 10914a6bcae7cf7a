/* What was handed out, then taken back by consent, by a late event, by a join or its undoing, and asked for again: made once, and never oftener handed
 * out than may be. */
#include "tests/engine/people.h"
#include "tests/support/scratch.h"

#define MINUTE (SHOP_HOUR / 60)

/* A letter to whoever agreed, a note to everybody, and a bill for the host, all of one event; another takes it back. */
static const char office[] =
    "tappa: 1\nmodel: office\nversion: 1\n"
    "events: {Go: {}, No: {}, Ping: {}, contact.failed: {}}\n"
    "channels: {email: {setting: online, consent: alerts}, desk: {setting: offline}}\n"
    "touchpoints: {letter: {channel: email, direction: outbound}, note: {channel: desk, direction: outbound, for: [b]}}\n"
    "stages:\n"
    "  a: {when: {Go: b, No: c}}\n"
    "  b: {enter: [{contact: letter}, {contact: note}, {emit: bill}], when: {No: c, Ping: {}, contact.failed: d}}\n"
    "  c: {when: {Ping: {}, contact.failed: d}}\n"
    "  d: {when: {Ping: {}}}\n"
    "goals: {gone: {event: Go}}\n";
/* A timer asks. */
static const char desk[] =
    "tappa: 1\nmodel: desk\nversion: 1\n"
    "events: {Ask: {}}\n"
    "channels: {email: {setting: online, consent: alerts}}\n"
    "touchpoints: {answer: {channel: email, direction: outbound}}\n"
    "stages: {idle: {when: {Ask: asked}}, asked: {after: {1h: {contact: answer}}}}\n"
    "goals: {asked: {event: Ask}}\n";

static uint32_t flags; /* of the store */

static void
open_with(struct shop *s, const char *text, uint32_t attempts)
{
    struct tappa_engine_options options = {.size = sizeof options, .attempts = attempts, .lease = 30 * MINUTE};

    shop_open(s, NULL, flags, &options);
    shop_add(s, text);
}

/* How many of that name, touchpoint or effect, are handed out; the key of the last. */
static size_t
claim(struct shop *s, int64_t now, const char *name, uint8_t key[16])
{
    const struct tappa_claimed *claimed;
    size_t count, found = 0;

    s->now = now;
    assert_int_equal(tappa_engine_claim(s->engine, now, 16, &claimed, &count), TAPPA_OK);
    for (size_t i = 0; i < count; i++)
        if (!strcmp(claimed[i].touchpoint, name) || !strcmp(claimed[i].effect, name)) {
            memcpy(key, claimed[i].key, 16);
            found++;
        }
    return found;
}

static void
report(struct shop *s, const uint8_t key[16], uint32_t state, int64_t now)
{
    s->now = now;
    assert_int_equal(tappa_engine_report(s->engine, key, state, now), TAPPA_OK);
}

/* Withdrawn for want of consent while somebody was making it: it was made, whatever is agreed to and comes late behind that. */
static void
what_was_made_is(void **state)
{
    static const struct {
        uint32_t told, seen;
    } ways[] = {{TAPPA_CONTACT_SENT, TAPPA_CONTACT_SENT}, {TAPPA_CONTACT_OPENED, TAPPA_CONTACT_OPENED}};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const struct tappa_contact *contact;
        uint8_t key[16], again[16];
        struct shop s;

        open_with(&s, office, 3);
        shop_ingest(&s, "login=a", "Consent Given", SHOP_START, NULL, "purpose=alerts");
        shop_ingest(&s, "login=a cookie=c", "Go", SHOP_START + SHOP_HOUR, NULL, NULL);
        assert_int_equal(claim(&s, SHOP_START + SHOP_HOUR, "letter", key), 1);
        shop_ingest(&s, "login=a", "Unsubscribed", SHOP_START + 2 * SHOP_HOUR, NULL, NULL);
        assert_int_equal(claim(&s, SHOP_START + 2 * SHOP_HOUR, "letter", key), 0);
        assert_int_equal(shop_contact(&s, "login=a", "letter")->state, TAPPA_CONTACT_WITHDRAWN);
        shop_ingest(&s, "login=a", "Consent Given", SHOP_START + 3 * SHOP_HOUR, NULL, "purpose=alerts");
        report(&s, key, ways[i].told, SHOP_START + 4 * SHOP_HOUR);
        shop_ingest(&s, "cookie=c", "Ping", SHOP_START + 150 * MINUTE, NULL, NULL); /* late, and of no meaning */
        contact = shop_contact(&s, "login=a", "letter");
        assert_int_equal(contact->state, ways[i].seen);
        assert_int_equal(contact->not_today, 1);
        for (int hour = 5; hour < 9; hour++)
            assert_int_equal(claim(&s, SHOP_START + hour * SHOP_HOUR, "letter", again), 0);
        if (ways[i].told == TAPPA_CONTACT_SENT) { /* in the archive, and out of it */
            shop_ingest(&s, "login=a", "Ping", SHOP_START + 90 * SHOP_DAY, NULL, NULL);
            report(&s, key, TAPPA_CONTACT_OPENED, s.now);
            assert_int_equal(shop_contact(&s, "login=a", "letter")->state, TAPPA_CONTACT_OPENED);
            assert_int_equal(shop_contact(&s, "login=a", "letter")->not_today, 1);
        }
        shop_close(&s);
    }
}

/* However many one event asks for: what is not for where the journey stands is taken back at once. */
static void
one_of_many_is_taken_back(void **state)
{
    static const char mast[] =
        "tappa: 1\nmodel: mast\nversion: 1\nevents: {Few: {}, Many: {}}\nchannels: {desk: {setting: offline}}\n"
        "touchpoints: {flag: {channel: desk, direction: outbound, for: [away]}}\n"
        "stages:\n  here:\n    when:\n      Few: [{emit: one}]\n"
        "      Many: {do: [{emit: a}, {emit: b}, {emit: c}, {emit: d}, {emit: e}, {emit: f}, {emit: g}, {emit: h}, {contact: flag}, {emit: i}]}\n  away: {}\n";
    uint8_t key[16];
    struct shop s;

    (void)state;
    open_with(&s, mast, 3);
    for (int i = 0; i < 2; i++) /* all was looked at since the journey came here */
        shop_ingest(&s, "cookie=c", "Few", SHOP_START + i, NULL, NULL);
    shop_ingest(&s, "cookie=c", "Many", SHOP_START + 2, NULL, NULL);
    assert_int_equal(shop_contact(&s, "cookie=c", "flag")->state, TAPPA_CONTACT_WITHDRAWN);
    assert_string_equal(shop_contact(&s, "cookie=c", "flag")->because, "it stands in here");
    assert_int_equal(claim(&s, SHOP_START + 3, "i", key), 1);
    shop_close(&s);
}

/* A join and its undoing take the note back and ask for it again: as often as one may be handed out, and no oftener. */
static void
attempts_are_used_up(void **state)
{
    (void)state;
    for (uint32_t attempts = 1; attempts < 3; attempts++) {
        struct tappa_ingested joined;
        uint8_t key[16], again[16];
        struct shop s;

        open_with(&s, office, attempts);
        shop_ingest(&s, "login=a", "Go", SHOP_START, NULL, NULL);
        assert_int_equal(claim(&s, SHOP_START, "note", key), 1);
        shop_ingest(&s, "cookie=b", "No", SHOP_START - SHOP_HOUR, NULL, NULL);
        joined = shop_ingest(&s, "login=a cookie=b", "Ping", SHOP_START + MINUTE, NULL, NULL); /* who said no before never came to `b` */
        assert_int_equal(claim(&s, SHOP_START + SHOP_HOUR, "note", again), 0);
        s.now = SHOP_START + 2 * SHOP_HOUR;
        assert_int_equal(tappa_engine_part(s.engine, joined.sequence, s.now), TAPPA_OK);
        assert_int_equal(claim(&s, SHOP_START + 3 * SHOP_HOUR, "note", again), attempts - 1);
        if (attempts > 1)
            assert_memory_equal(again, key, 16);
        shop_close(&s);
    }
}

/* Its last lease was over before anybody knew that nothing asks for it, or behind that: the same. */
static void
the_last_lease(void **state)
{
    char *first = NULL;

    (void)state;
    for (int way = 0; way < 4; way++) {
        struct tappa_ingested results[2] = {{.size = sizeof *results}, {.size = sizeof *results}};
        struct shop_text out = {0};
        struct shop_event no, ping;
        uint8_t key[16];
        struct shop s;

        open_with(&s, office, 1);
        shop_ingest(&s, "login=a", "Go", SHOP_START, "1", NULL);
        assert_int_equal(claim(&s, SHOP_START, "note", key), 1);
        shop_event(&no, "login=a", "No", SHOP_START + 10 * MINUTE, "2", NULL);
        shop_event(&ping, "login=a", "Ping", SHOP_START + SHOP_HOUR, "3", NULL);
        s.now = SHOP_START + 2 * SHOP_HOUR;
        if (way < 2) {
            struct tappa_record lot[2];

            lot[way] = no.record;
            lot[!way] = ping.record;
            assert_int_equal(tappa_engine_ingest(s.engine, lot, 2, NULL, s.now, results), TAPPA_OK);
        } else {
            assert_int_equal(tappa_engine_ingest(s.engine, way == 2 ? &no.record : &ping.record, 1, NULL, s.now, results), TAPPA_OK);
            assert_int_equal(tappa_engine_ingest(s.engine, way == 2 ? &ping.record : &no.record, 1, NULL, s.now, results), TAPPA_OK);
        }
        shop_due(&s, SHOP_START + 3 * SHOP_HOUR);
        assert_int_equal(shop_contact(&s, "login=a", "note")->state, TAPPA_CONTACT_FAILED);
        shop_put(&out, "%s", tappa_stage_name(tappa_journey_stage_at(shop_where(&s, "login=a").journeys[0], 0)));
        if (first)
            assert_string_equal(out.s, first);
        else
            first = out.s;
        if (first != out.s)
            free(out.s);
        shop_close(&s);
    }
    free(first);
}

/* Of a bill that nothing asks for any more decide() says so, and it is not handed out again, whatever is reported. */
static void
an_effect_is_taken_back(void **state)
{
    enum { IN_LEASE, BEHIND_IT, RUN_BETWEEN, NO_WORD, WAYS };

    (void)state;
    for (int way = 0; way < WAYS; way++) {
        const int64_t then = SHOP_START + (way == IN_LEASE ? 5 : 40) * MINUTE;
        struct tappa_moment moment = {.size = sizeof moment, .now = SHOP_START + 2 * SHOP_HOUR};
        const struct tappa_verdict *v;
        uint8_t key[16], again[16];
        struct shop s;
        size_t count, seen = 0;

        open_with(&s, office, 3);
        shop_ingest(&s, "login=a", "Go", SHOP_START, NULL, NULL);
        assert_int_equal(claim(&s, SHOP_START, "bill", key), 1);
        shop_ingest(&s, "login=a", "No", SHOP_START - SHOP_HOUR, NULL, NULL);
        if (way == RUN_BETWEEN)
            shop_due(&s, then);
        if (way != NO_WORD)
            report(&s, key, TAPPA_CONTACT_FAILED, then);
        assert_int_equal(tappa_engine_decide(s.engine, shop_find(&s, "login=a"), &moment, &v, &count), TAPPA_OK);
        for (size_t i = 0; i < count; i++)
            seen += !strcmp(v[i].name, "bill");
        assert_int_equal(seen, 0); /* withdrawn, by whoever came to know first */
        for (int hour = 2; hour < 6; hour++)
            assert_int_equal(claim(&s, SHOP_START + hour * SHOP_HOUR, "bill", again), 0);
        shop_close(&s);
    }
}

enum { NOTHING, JOINED, PARTED, JOINS };

static void
become_one(struct shop *s, int way)
{
    struct tappa_ingested joined;

    if (way == NOTHING)
        return;
    joined = shop_ingest(s, "login=a cookie=b", "Ping", SHOP_START + 70 * MINUTE, NULL, NULL);
    if (way == PARTED)
        assert_int_equal(tappa_engine_part(s->engine, joined.sequence, SHOP_START + 80 * MINUTE), TAPPA_OK);
}

/* Nobody had agreed to it when its time came. A join, and its undoing, do not make it new: a consent that is given later is for later ones. */
static void
nobody_had_agreed(void **state)
{
    (void)state;
    for (int way = 0; way < JOINS; way++) { /* where one became two nothing had asked for it meanwhile */
        uint8_t key[16];
        struct shop s;

        open_with(&s, office, 3);
        shop_ingest(&s, "login=a", "Go", SHOP_START, NULL, NULL);
        assert_int_equal(claim(&s, SHOP_START + MINUTE, "letter", key), 0);
        shop_ingest(&s, "cookie=b", "No", SHOP_START - SHOP_HOUR, NULL, NULL);
        become_one(&s, way);
        shop_ingest(&s, "login=a", "Consent Given", SHOP_START + 90 * MINUTE, NULL, "purpose=alerts");
        assert_int_equal(claim(&s, SHOP_START + 91 * MINUTE, "letter", key), 0);
        assert_int_equal(shop_contact(&s, "login=a", "letter")->state, TAPPA_CONTACT_WITHDRAWN);
        shop_close(&s);
    }
    for (int way = 0; way < JOINS; way++) {
        uint8_t key[16];
        struct shop s;

        open_with(&s, desk, 3);
        shop_ingest(&s, "login=a", "Ask", SHOP_START, NULL, NULL);
        shop_due(&s, SHOP_START + 61 * MINUTE);
        assert_int_equal(claim(&s, SHOP_START + 61 * MINUTE, "answer", key), 0);
        assert_int_equal(shop_contact(&s, "login=a", "answer")->state, TAPPA_CONTACT_WITHDRAWN);
        shop_ingest(&s, "cookie=b", "Ping", SHOP_START + 30 * MINUTE, NULL, NULL);
        become_one(&s, way);
        shop_ingest(&s, "login=a", "Consent Given", SHOP_START + 90 * MINUTE, NULL, "purpose=alerts");
        assert_int_equal(claim(&s, SHOP_START + 91 * MINUTE, "answer", key), 0);
        shop_close(&s);
    }
}

/* An event, whose clock is ahead, finds the lease over. For a worker whose clock is behind it is not: whoever has it may be at it still. */
static void
a_clock_behind(void **state)
{
    uint8_t key[16], again[16];
    struct shop s;

    (void)state;
    open_with(&s, office, 3);
    shop_add(&s, desk);
    shop_ingest(&s, "login=a", "Ask", SHOP_START - 40 * MINUTE, NULL, NULL);
    shop_ingest(&s, "login=a", "Go", SHOP_START, NULL, NULL);
    assert_int_equal(claim(&s, SHOP_START, "note", key), 1);
    shop_due(&s, SHOP_START + 20 * MINUTE); /* an answer is asked for, so that a worker looks at them */
    shop_ingest(&s, "login=a", "Ping", SHOP_START + 31 * MINUTE, NULL, NULL);
    assert_int_equal(claim(&s, SHOP_START + 30 * MINUTE - 1, "note", again), 0);
    assert_int_equal(shop_contact(&s, "login=a", "answer")->state, TAPPA_CONTACT_WITHDRAWN);
    assert_int_equal(claim(&s, SHOP_START + 30 * MINUTE, "note", again), 1);
    assert_memory_equal(again, key, 16);
    shop_close(&s);
}

/* Nobody said in time what became of it, so it was given up; then its journey left the stage, and then they say that it was made: it would not have
 * been wanted by then, whatever order things nobody waits for come in afterwards. */
static void
given_up_left_and_made(void **state)
{
    (void)state;
    for (int way = 0; way < 3; way++) {
        struct shop s;
        uint8_t key[16];

        open_with(&s, office, 1);
        shop_ingest(&s, "login=a", "Go", SHOP_START, NULL, NULL);
        assert_int_equal(claim(&s, SHOP_START + 1, "note", key), 1);
        shop_due(&s, SHOP_START + SHOP_HOUR);
        shop_ingest(&s, "login=a", "No", SHOP_START + 2 * SHOP_HOUR, NULL, NULL);
        report(&s, key, TAPPA_CONTACT_SENT, SHOP_START + 3 * SHOP_HOUR);
        for (int i = 0; way && i < 2; i++)
            shop_ingest(&s, "login=a", "Never Heard Of", SHOP_START + (4 + (way == 1 ? i : 1 - i)) * SHOP_HOUR, NULL, NULL);
        assert_int_equal(shop_contact(&s, "login=a", "note")->state, TAPPA_CONTACT_SENT);
        assert_int_equal(shop_contact(&s, "login=a", "note")->not_today, 1);
        shop_close(&s);
    }
}

/* Whoever had it brought it back, or came to say that it was made; before that or behind it a late event took its reason away, and gave it back. */
static void
what_is_held_beneath(void **state)
{
    static const char hour[] =
        "tappa: 1\nmodel: hour\nversion: 1\nevents: {Go: {}, No: {}, Yes: {}, Ping: {}}\n"
        "channels: {desk: {setting: offline}}\ntouchpoints: {note: {channel: desk, direction: outbound, for: [b]}}\n"
        "stages: {a: {when: {Go: b}}, b: {enter: [{contact: note, expires: 1h}], when: {No: c}}, c: {when: {Yes: d, Ping: {}}}, d: {when: {Ping: {}}}}\n"
        "goals: {gone: {event: Go}}\n";
    enum { FAILED_FIRST, LEFT_FIRST, WAYS };

    (void)state;
    for (int way = 0; way < WAYS; way++) {
        const struct tappa_contact *note;
        uint8_t key[16];
        struct shop s;

        open_with(&s, hour, 5);
        shop_ingest(&s, "login=a", "Go", SHOP_START, NULL, NULL);
        assert_int_equal(claim(&s, SHOP_START + 10 * MINUTE, "note", key), 1);
        if (way == FAILED_FIRST)
            report(&s, key, TAPPA_CONTACT_FAILED, SHOP_START + 20 * MINUTE);
        shop_ingest(&s, "login=a", "No", SHOP_START + 5 * MINUTE, "no", NULL); /* before it was handed out */
        if (way == LEFT_FIRST)
            report(&s, key, TAPPA_CONTACT_FAILED, SHOP_START + 20 * MINUTE);
        note = shop_contact(&s, "login=a", "note");
        assert_int_equal(note->state, TAPPA_CONTACT_WITHDRAWN);
        assert_true(note->changed == SHOP_START + 20 * MINUTE); /* no sooner than it came back */
        assert_string_equal(note->because, "it stands in c");
        assert_int_equal(note->attempt, 1);
        shop_close(&s);
    }
    for (int way = 0; way < WAYS; way++) { /* its time was over, then it was left */
        const struct tappa_contact *note;
        uint8_t key[16];
        struct shop s;

        open_with(&s, hour, 5);
        shop_ingest(&s, "login=a", "Go", SHOP_START, NULL, NULL);
        assert_int_equal(claim(&s, SHOP_START + 55 * MINUTE, "note", key), 1); /* for half an hour */
        if (way == LEFT_FIRST)
            shop_ingest(&s, "login=a", "No", SHOP_START + 70 * MINUTE, "no", NULL);
        shop_due(&s, SHOP_START + 3 * SHOP_HOUR);
        if (way == FAILED_FIRST)
            shop_ingest(&s, "login=a", "No", SHOP_START + 70 * MINUTE, "no", NULL);
        note = shop_contact(&s, "login=a", "note");
        assert_int_equal(note->state, TAPPA_CONTACT_EXPIRED);
        assert_true(note->changed == SHOP_START + SHOP_HOUR);
        assert_string_equal(note->because, "");
        shop_close(&s);
    }
}

/* Its reason went by a join and came back by its undoing, and it was made in between: that is no mark against it. */
static void
made_while_its_reason_was_away(void **state)
{
    (void)state;
    for (int is_made = 0; is_made < 2; is_made++) {
        const struct tappa_contact *note;
        struct tappa_ingested joined;
        uint8_t key[16];
        struct shop s;

        open_with(&s, office, 5);
        shop_ingest(&s, "login=a", "Go", SHOP_START, NULL, NULL);
        assert_int_equal(claim(&s, SHOP_START + 10 * MINUTE, "note", key), 1);
        shop_due(&s, SHOP_START + SHOP_HOUR); /* its lease is over */
        shop_ingest(&s, "cookie=o", "No", SHOP_START + 1, NULL, NULL);
        joined = shop_ingest(&s, "login=a cookie=o", "Never Heard Of", SHOP_START + SHOP_HOUR, NULL, NULL);
        note = shop_contact(&s, "login=a", "note");
        assert_int_equal(note->state, TAPPA_CONTACT_WITHDRAWN);
        if (is_made) {
            report(&s, key, TAPPA_CONTACT_SENT, SHOP_START + SHOP_HOUR + MINUTE);
            assert_int_equal(shop_contact(&s, "login=a", "note")->not_today, 1);
        }
        assert_int_equal(tappa_engine_part(s.engine, joined.sequence, SHOP_START + 2 * SHOP_HOUR), TAPPA_OK);
        note = shop_contact(&s, "login=a", "note");
        assert_int_equal(note->state, is_made ? TAPPA_CONTACT_SENT : TAPPA_CONTACT_WANTED);
        assert_int_equal(note->not_today, 0);
        assert_string_equal(note->because, "");
        shop_close(&s);
    }
}

/* What is due of a contact by the event that joins its customer with another, or by the other's newest: before that event, whoever looks when. */
static void
what_is_due_before_a_join(void **state)
{
    static const char mailer[] =
        "tappa: 1\nmodel: mailer\nversion: 1\nevents: {Go: {}, View: {}, contact.unopened: {}}\n"
        "channels: {email: {setting: online}}\ntouchpoints: {mail: {channel: email, direction: outbound}}\n"
        "stages:\n"
        "  a: {when: {Go: b}}\n"
        "  b: {enter: [{contact: mail}], when: {View: keen, contact.unopened: cold}}\n"
        "  keen: {when: {contact.unopened: {}}}\n"
        "  cold: {when: {View: back}}\n"
        "  back: {}\n"
        "goals: {seen: {reach: keen}}\n"
        "contact_rules: {response_times: [{channel: email, within: 3h}]}\n";

    struct shop_text before = {0};

    (void)state;
    for (int way = 0; way < 6; way++) {
        const int is_looked_at = way % 2, is_other_first = way / 2 == 1, is_late = way / 2 == 2;
        struct shop_text told = {0};
        struct shop s;
        uint8_t key[16];

        open_with(&s, mailer, 1);
        shop_ingest(&s, "cookie=c", "Go", SHOP_START, NULL, NULL);
        assert_int_equal(claim(&s, SHOP_START + MINUTE, "mail", key), 1);
        report(&s, key, TAPPA_CONTACT_SENT, SHOP_START + 2 * MINUTE);
        shop_ingest(&s, "login=a", "Never Heard Of", SHOP_START + (is_late ? 10 : 1) * SHOP_HOUR, NULL, NULL);
        if (is_looked_at)
            shop_due(&s, SHOP_START + 9 * SHOP_HOUR);
        s.now = SHOP_START + 10 * SHOP_HOUR;
        shop_ingest(&s, is_other_first ? "login=a cookie=c" : "cookie=c login=a", is_late ? "Never Heard Of" : "View",
                    SHOP_START + (is_late ? 2 : 10) * SHOP_HOUR, NULL, NULL);
        shop_due(&s, SHOP_START + 11 * SHOP_HOUR);
        shop_describe(&s, "cookie=c", &told);
        if (!strstr(told.s, is_late ? " at cold:" : " at back:") || (is_looked_at && strcmp(told.s, before.s)))
            fail_msg("way %d: %s", way, told.s);
        free(before.s);
        before = told;
        shop_close(&s);
    }
    free(before.s);
}

/* Whoever brought a journey into a stage is behind what the stage's timers ask for, whatever another identity did there meanwhile: once that turns out to
 * be somebody else, what was made stays made. */
static void
made_of_who_brought_it_there(void **state)
{
    static const char room[] =
        "tappa: 1\nmodel: room\nversion: 1\nevents: {Sit: {}, Nod: {}, Talk: {}}\n"
        "channels: {desk: {setting: offline}}\ntouchpoints: {answer: {channel: desk, direction: outbound}}\n"
        "stages:\n  door: {when: {Sit: room}}\n"
        "  room: {initial: still, when: {Talk: {emit: word}}, after: {1h: {to: served, contact: answer}}, stages: {still: {when: {Nod: nodded}}, nodded: {}}}\n"
        "  served: {after: {1h: {contact: answer}}}\n";
    static const char *const done[] = {"Talk", "Nod"}; /* the one leaves all where it is, the other moves what is within */
    char path[200];

    (void)state;
    for (int way = 0; way < 2; way++) {
        uint8_t key[16];
        struct tappa_ingested joined;
        struct shop s;

        scratch_file(path, sizeof path, "taken-back");
        shop_open(&s, path, flags, NULL);
        shop_add(&s, room);
        shop_ingest(&s, "login=a", "Sit", SHOP_START, NULL, NULL);
        joined = shop_ingest(&s, "login=a cookie=b", "Never Heard Of", SHOP_START + 10 * MINUTE, NULL, NULL);
        shop_ingest(&s, "cookie=b", done[way], SHOP_START + 20 * MINUTE, NULL, NULL);
        assert_int_equal(tappa_engine_close(s.engine), TAPPA_OK);
        shop_start(&s, path, flags, NULL);
        for (int hour = 1; hour <= 2; hour++) { /* what comes of a timer is theirs as well */
            shop_due(&s, SHOP_START + hour * SHOP_HOUR);
            assert_int_equal(claim(&s, SHOP_START + hour * SHOP_HOUR, "answer", key), 1);
            report(&s, key, TAPPA_CONTACT_SENT, SHOP_START + hour * SHOP_HOUR + MINUTE);
        }
        assert_int_equal(tappa_engine_part(s.engine, joined.sequence, SHOP_START + 3 * SHOP_HOUR), TAPPA_OK);
        shop_due(&s, SHOP_START + 4 * SHOP_HOUR);
        assert_int_equal(claim(&s, SHOP_START + 4 * SHOP_HOUR, "answer", key), 0);
        assert_int_equal(shop_where(&s, "login=a").contact_count, 2);
        assert_int_equal(shop_where(&s, "login=a").contacts[0].not_today, 0);
        assert_null(shop_contact(&s, "cookie=b", "answer"));
        shop_close(&s);
    }
    scratch_remove(path);
}

/* A timer, and an event of another identity in that very instant, ask for one note each. That one was handed out makes it nobody else's, whenever the
 * history is folded again. */
static void
two_in_one_instant(void **state)
{
    static const char twice[] =
        "tappa: 1\nmodel: twice\nversion: 1\nevents: {Sit: {}, Now: {}}\n"
        "channels: {desk: {setting: offline}}\ntouchpoints: {note: {channel: desk, direction: outbound}}\n"
        "stages: {a: {when: {Sit: b}}, b: {after: {1h: {contact: note}}, when: {Now: {contact: note}}}}\n"
        "contact_rules: {caps: [{touchpoint: note, at_most: 1, per: 1d}]}\n";

    (void)state;
    for (int name = 0; name < 8; name++) { /* keys tell which of the two is handed out */
        const char one[] = {'c', 'o', 'o', 'k', 'i', 'e', '=', (char)('a' + name), '\0'};
        const struct tappa_contact *handed;
        struct tappa_standing standing;
        char both[32];
        uint8_t key[16];
        struct shop s;

        snprintf(both, sizeof both, "login=a %s", one);
        open_with(&s, twice, 3);
        shop_ingest(&s, both, "Sit", SHOP_START, NULL, NULL);
        shop_ingest(&s, one, "Now", SHOP_START + SHOP_HOUR, NULL, NULL);
        assert_int_equal(claim(&s, SHOP_START + SHOP_HOUR, "note", key), 1);
        report(&s, key, TAPPA_CONTACT_SENT, SHOP_START + SHOP_HOUR + MINUTE);
        shop_ingest(&s, one, "Never Heard Of", SHOP_START + MINUTE, NULL, NULL);
        standing = shop_where(&s, one);
        assert_int_equal(standing.contact_count, 2);
        handed = &standing.contacts[memcmp(standing.contacts[0].key, key, 16) != 0];
        assert_int_equal(handed->state, TAPPA_CONTACT_SENT);
        assert_int_equal(handed->not_today, 0);
        shop_close(&s);
    }
}

/* A timer asks for the same, and by what came in since it was another identity that brought the journey where it stands: that it was handed out, or that
 * nobody had consented to it by then, is known all the same. */
static void
brought_by_another(void **state)
{
    static const char stay[] =
        "tappa: 1\nmodel: stay\nversion: 1\nevents: {Sit: {}, Stand: {}}\n"
        "channels: {desk: {setting: offline}, email: {setting: online, consent: alerts}}\n"
        "touchpoints: {note: {channel: desk, direction: outbound, for: [b]}, letter: {channel: email, direction: outbound}}\n"
        "stages: {a: {when: {Sit: b}}, b: {after: {1h: {do: [{contact: note}, {contact: letter}, {emit: bell}, {emit: bell}]}}, when: {Stand: c, Sit: b}}, c: {}}\n";

    (void)state;
    for (int leaves = 0; leaves < 2; leaves++)
        for (int name = 0; name < 4; name++) {
            const char one[] = {'c', 'o', 'o', 'k', 'i', 'e', '=', (char)('a' + name), '\0'};
            struct tappa_standing standing;
            char both[32];
            uint8_t key[16], again[16];
            int bells = 0;
            struct shop s;

            snprintf(both, sizeof both, "login=a %s", one);
            open_with(&s, stay, 3);
            shop_ingest(&s, both, "Never Heard Of", SHOP_START - SHOP_HOUR, NULL, NULL);
            shop_ingest(&s, "login=a", "Sit", SHOP_START, "1", NULL);
            shop_due(&s, SHOP_START + SHOP_HOUR);
            assert_int_equal(claim(&s, SHOP_START + SHOP_HOUR, "note", key), 1);
            if (leaves)
                shop_ingest(&s, "login=a", "Stand", SHOP_START + 70 * MINUTE, NULL, NULL);
            shop_ingest(&s, one, "Sit", SHOP_START, "2", NULL); /* of the same time, and heard behind the other */
            assert_int_equal(claim(&s, SHOP_START + 80 * MINUTE, "note", again), 0);
            shop_ingest(&s, "login=a", "Consent Given", SHOP_START + 81 * MINUTE, NULL, "purpose=alerts");
            assert_int_equal(claim(&s, SHOP_START + 82 * MINUTE, "letter", again), 0);
            standing = shop_where(&s, one);
            assert_int_equal(standing.contact_count, 4);
            for (size_t i = 0; i < standing.contact_count; i++)
                bells += !*standing.contacts[i].channel;
            assert_int_equal(bells, 2);
            report(&s, key, TAPPA_CONTACT_SENT, SHOP_START + 90 * MINUTE);
            assert_int_equal(shop_contact(&s, one, "note")->not_today, leaves);
            assert_int_equal(shop_contact(&s, one, "letter")->state, TAPPA_CONTACT_WITHDRAWN);
            shop_close(&s);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_of_many_is_taken_back),
        cmocka_unit_test(what_was_made_is),        cmocka_unit_test(attempts_are_used_up), cmocka_unit_test(the_last_lease),
        cmocka_unit_test(given_up_left_and_made), cmocka_unit_test(what_is_held_beneath), cmocka_unit_test(made_while_its_reason_was_away),
        cmocka_unit_test(what_is_due_before_a_join), cmocka_unit_test(made_of_who_brought_it_there),
        cmocka_unit_test(two_in_one_instant), cmocka_unit_test(brought_by_another),
        cmocka_unit_test(an_effect_is_taken_back), cmocka_unit_test(nobody_had_agreed), cmocka_unit_test(a_clock_behind),
    };
    int failed = cmocka_run_group_tests_name("owner", tests, NULL, NULL);

    flags = TAPPA_STORE_SHARED;
    return failed + cmocka_run_group_tests_name("shared", tests, NULL, NULL);
}
