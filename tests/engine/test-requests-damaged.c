/* Calls that meet somebody who cannot be read, or ask for what may not be there: each single request of theirs fails, as scenes.h says. */
#include "tests/engine/scenes.h"

/* ---- somebody who cannot be read ---- */

static const char next_letters[] = LETTERS("2", "migrate: {from: 1}\n");

static void
all_three_come(struct stage *s)
{
    for (char who[] = "cookie=a"; who[7] <= 'c'; who[7]++)
        for (int i = 0; i < 2; i++)
            shop_ingest(&s->shop, who, "Look", DAY(i), NULL, NULL);
    s->who = shop_find(&s->shop, "cookie=b");
}

static void
of_b_the_state_is_spoilt(struct stage *s)
{
    all_three_come(s);
    assert_int_equal(tappa_engine_checkpoint(s->shop.engine), TAPPA_OK);
    harmed = s->who;
}

static void
of_b_the_name_is_spoilt(struct stage *s)
{
    all_three_come(s);
    assert_int_equal(tappa_engine_checkpoint(s->shop.engine), TAPPA_OK);
    unreadable = s->who;
}

/* The journal has lost the first that is somebody's. */
static void
of_b_the_history_is_spoilt(struct stage *s)
{
    struct tappa_commit commit = {.size = sizeof commit, .erase_count = 1};
    const struct tappa_entry *rows;
    int64_t first = 0;
    size_t count;

    all_three_come(s);
    assert_int_equal(sound.journal(s->store, 0, &rows, 100, &count), TAPPA_OK);
    for (size_t i = count; i-- > 0;)
        if (rows[i].identity == s->who)
            first = rows[i].sequence;
    commit.erase = &first;
    assert_int_equal(sound.commit(s->store, &commit), TAPPA_OK);
}

/* Their identities lead nowhere. */
static void
of_b_the_identity_is_lost(struct stage *s)
{
    struct tappa_store_identity led = {.size = sizeof led, .flags = TAPPA_STORE_REMOVE | TAPPA_STORE_OF, .customer = s->who};
    struct tappa_commit commit = {.size = sizeof commit, .identities = &led, .identity_count = 1};

    all_three_come(s);
    mail(s, "cookie=b", DAY(2));
    assert_int_equal(tappa_engine_checkpoint(s->shop.engine), TAPPA_OK);
    led.customer = s->who;
    assert_int_equal(sound.commit(s->store, &commit), TAPPA_OK);
}

static void
of_b_a_contact_is_left(struct stage *s)
{
    struct tappa_store_customer row = {.size = sizeof row}, gone = {.size = sizeof gone, .flags = TAPPA_STORE_REMOVE};
    struct tappa_store_identity led = {.size = sizeof led, .flags = TAPPA_STORE_REMOVE | TAPPA_STORE_OF};
    struct tappa_commit commit = {.size = sizeof commit, .customers = &gone, .customer_count = 1, .identities = &led, .identity_count = 1};

    all_three_come(s);
    shop_ingest(&s->shop, "cookie=b", "Mail", DAY(2), NULL, NULL);
    assert_int_equal(tappa_engine_checkpoint(s->shop.engine), TAPPA_OK);
    assert_int_equal(sound.customer(s->store, s->who, &row), TAPPA_OK);
    gone.customer = led.customer = s->who;
    gone.expected = row.revision;
    assert_int_equal(sound.commit(s->store, &commit), TAPPA_OK);
}

static void
they_wait(struct stage *s)
{
    mail(s, "cookie=a", DAY(0));
    mail(s, "cookie=b", DAY(0));
    shop_ingest(&s->shop, "cookie=a", "Mail", DAY(10), NULL, NULL);
    shop_ingest(&s->shop, "cookie=b", "Mail", DAY(10), NULL, NULL);
    shop_ingest(&s->shop, "cookie=a", "Wait", DAY(10), NULL, NULL);
    shop_ingest(&s->shop, "cookie=b", "Wait", DAY(10), NULL, NULL);
    s->who = shop_find(&s->shop, "cookie=b");
}

/* The key of what a customer's timer asks for, as another store has it. */
static void
find_key(struct stage *s, uint8_t key[16])
{
    struct stage twin = {.shop = {.context = context, .now = SHOP_START}, .models = s->models};
    const struct tappa_store_contact *rows;
    size_t count;

    assert_int_equal(tappa_store_memory(context, 0, &twin.store), TAPPA_OK);
    assert_int_equal(tappa_engine_open(context, twin.store, NULL, &twin.shop.engine), TAPPA_OK);
    add_model(&twin, 0, TAPPA_FOLLOW, DAY(-1));
    they_wait(&twin);
    shop_due(&twin.shop, DAY(11));
    memset(key, 0, 16);
    assert_int_equal(tappa_engine_checkpoint(twin.shop.engine), TAPPA_OK);
    assert_int_equal(twin.store->table->contacts_of(twin.store, twin.who, &rows, &count), TAPPA_OK);
    for (size_t i = 0; i < count; i++)
        if (rows[i].due > DAY(10))
            memcpy(key, rows[i].key, 16);
    assert_int_equal(tappa_engine_close(twin.shop.engine), TAPPA_OK);
}

/* It has been asked for long ago, says the store, and cannot read what has become of it. */
static void
what_b_waits_for_is_spoilt(struct stage *s)
{
    struct tappa_store_contact row = {.size = sizeof row, .state = TAPPA_CONTACT_SENT, .due = TAPPA_NEVER, .body = {"x", 1}};
    struct tappa_commit commit = {.size = sizeof commit, .contacts = &row, .contact_count = 1};

    find_key(s, row.key);
    they_wait(s);
    assert_int_equal(tappa_engine_checkpoint(s->shop.engine), TAPPA_OK);
    row.customer = tappa__archive_of(s->who);
    assert_int_equal(sound.commit(s->store, &commit), TAPPA_OK);
}

static void
and_there_is_a_new_version(struct stage *s)
{
    what_b_waits_for_is_spoilt(s);
    add_model(s, 1, TAPPA_MIGRATE, DAY(10) + 1);
}

static tappa_status
all_three_come_again(struct stage *s, int64_t time_of_b, const char *zone_of_b)
{
    struct shop_event events[3];

    shop_event(&events[0], "cookie=a", "Look", DAY(2), "a", NULL);
    shop_event(&events[1], "cookie=b", "Look", time_of_b, "b", NULL);
    shop_event(&events[2], "cookie=c", "Look", DAY(2), "c", NULL);
    events[1].record.zone = zone_of_b;
    events[1].record.zone_size = (uint32_t)strlen(zone_of_b);
    return hear_all(s, events, 3);
}

static tappa_status
in_time(struct stage *s)
{
    return all_three_come_again(s, DAY(2), "");
}

static tappa_status
b_late(struct stage *s)
{
    return all_three_come_again(s, DAY(0) + SHOP_HOUR, "");
}

static tappa_status
b_of_nowhere(struct stage *s)
{
    return all_three_come_again(s, DAY(2), "No/Where");
}

static tappa_status
who_is_damaged(struct stage *s)
{
    const char *text;
    size_t size;
    tappa_status status = tappa_engine_damaged(s->shop.engine, &text, &size);

    if (!status)
        snprintf(s->told, sizeof s->told, "%s", text);
    return status;
}

static tappa_status
erase_b(struct stage *s)
{
    return tappa_engine_erase(s->shop.engine, s->who, DAY(3), NULL);
}

static tappa_status
claim(struct stage *s)
{
    const struct tappa_claimed *claimed;
    size_t count;
    tappa_status status = tappa_engine_claim(s->shop.engine, DAY(11), 10, &claimed, &count);

    for (size_t i = 0; !status && i < count; i++)
        assert_int_not_equal(claimed[i].customer, s->who);
    return status;
}

static tappa_status
what_is_due(struct stage *s)
{
    return run_due(s, DAY(11));
}

static tappa_status
apply(struct stage *s)
{
    size_t done;

    return tappa_engine_apply(s->shop.engine, "letters", 7, DAY(11), 10, &done);
}

static tappa_status
report(struct stage *s)
{
    return tappa_engine_report(s->shop.engine, s->key, TAPPA_CONTACT_OPENED, DAY(3));
}

static tappa_status
find(struct stage *s, const char *value)
{
    struct tappa_identity identity = {"cookie", value, 6, (uint32_t)strlen(value)};
    int64_t customer;
    tappa_status status = tappa_engine_find(s->shop.engine, &identity, &customer);

    snprintf(s->told, sizeof s->told, "%lld", (long long)customer);
    return status;
}

static tappa_status
find_b(struct stage *s)
{
    return find(s, "b");
}

static tappa_status
find_nobody(struct stage *s)
{
    return find(s, "nobody");
}

static void
somebody_without_a_name(struct stage *s)
{
    all_three_come(s);
    shop_ingest(&s->shop, "", "Look", DAY(2), "nobody's", NULL);
}

static tappa_status
what_is_nobodys(struct stage *s)
{
    const char *text;
    size_t size;
    tappa_status status = tappa_engine_journal(s->shop.engine, 0, 0, &text, &size);

    if (!status)
        snprintf(s->told, sizeof s->told, "%s", text);
    return status;
}

static tappa_status
erase_by_no_number(struct stage *s)
{
    return tappa_engine_erase(s->shop.engine, INT64_MIN, DAY(3), NULL);
}

/* ---- an engine opens ---- */

/* Settings, ids, and what a checkpoint has left in the journal, as it is of somebody who cannot be read. */
static void
much_is_kept(struct stage *s)
{
    static const struct tappa_engine_options options = {.size = sizeof options, .zone = "Europe/Rome", .attempts = 4};

    all_three_come(s);
    leave(s, 0);
    assert_int_equal(tappa_engine_open(context, s->store, &options, &s->shop.engine), TAPPA_OK);
    assert_int_equal(in_time(s), TAPPA_OK);
    reopen(s, 1);
    harmed = s->who;
    assert_int_equal(tappa_engine_checkpoint(s->shop.engine), TAPPA_OK);
    assert_int_equal(hear(s, "cookie=c", "Look", DAY(3), "behind it", NULL), TAPPA_OK);
    *s->told = '\0';
}

/* Whoever could not be read is mended, and has all that was left. What came is not taken again. */
static void
nothing_is_lost(struct stage *s)
{
    harmed = 0;
    assert_int_equal(hear(s, "cookie=c", "Look", DAY(3), "behind it", NULL), TAPPA_OK);
}

static void
an_owner_has_not_written(struct stage *s)
{
    all_three_come(s);
    s->store->flags |= TAPPA_STORE_SHARED; /* for whoever comes next */
}

static tappa_status
opening(struct stage *s)
{
    return tappa_engine_open(context, s->store, NULL, &s->shop.engine);
}

/* ---- all that is due before an event ---- */

static const char ticks[] = "tappa: 1\nmodel: ticks\nversion: 1\nevents: {Go: {}, Look: {}}\nentry: {Go: s}\n"
                            "stages: {s: {after: {1s: {count: ticks, every: 1s}}}}\n";

static void
it_ticks(struct stage *s)
{
    shop_ingest(&s->shop, "cookie=a", "Go", DAY(0), NULL, NULL);
}

/* More than one commit runs. */
static tappa_status
behind_it_all(struct stage *s)
{
    return hear(s, "cookie=a", "Look", DAY(0) + 20 * SHOP_HOUR, "look", NULL);
}

/* ---- all scenes ---- */

int
main(void)
{
    static const struct scene all[] = {
        {"a lot with one unread", {scene_letters}, of_b_the_state_is_spoilt, in_time, TAPPA_OK, FRESH, "ac", NULL},
        {"a lot with one late", {scene_letters}, of_b_the_history_is_spoilt, b_late, TAPPA_OK, FRESH, "ac", NULL},
        {"a lot with no zone", {scene_letters}, of_b_the_state_is_spoilt, b_of_nowhere, TAPPA_OK, FRESH, "ac", NULL},
        {"a lot with one unnamed", {scene_letters}, of_b_the_name_is_spoilt, in_time, TAPPA_OK, FRESH, "ac", NULL},
        {"a lot with one unnamed, of no zone", {scene_letters}, of_b_the_name_is_spoilt, b_of_nowhere, TAPPA_OK, FRESH, "ac", NULL},
        {"a lot with one lost", {scene_letters}, of_b_the_identity_is_lost, in_time, TAPPA_OK, FRESH | SHARED, "ac", NULL},
        {"a list of the spoilt", {scene_letters}, of_b_the_state_is_spoilt, who_is_damaged, TAPPA_OK, FRESH | AGAIN, "ac", NULL},
        {"a list of the lost", {scene_letters}, of_b_the_identity_is_lost, who_is_damaged, TAPPA_OK, FRESH | AGAIN, "ac", NULL},
        {"erased", {scene_letters}, of_b_the_state_is_spoilt, erase_b, TAPPA_OK, FRESH, "ac", NULL},
        {"what is due, but for one", {scene_letters}, what_b_waits_for_is_spoilt, what_is_due, TAPPA_ESTORE, FRESH, "a", NULL},
        {"a claim, but for one", {scene_letters}, what_b_waits_for_is_spoilt, claim, TAPPA_OK, FRESH, "a", NULL},
        {"a version, but for one", {scene_letters, next_letters}, and_there_is_a_new_version, apply, TAPPA_ESTORE, FRESH, "a", NULL},
        {"a contact left", {scene_letters}, of_b_a_contact_is_left, claim, TAPPA_ESTORE, FRESH, "ac", NULL},
        {"a report on one lost", {scene_letters}, of_b_the_identity_is_lost, report, TAPPA_ESTORE, FRESH, "ac", NULL},
        {"a list of those who were left", {scene_letters}, much_is_kept, who_is_damaged, TAPPA_OK, FRESH | AGAIN, "ac", NULL},
        {"no number", {scene_letters}, all_three_come, erase_by_no_number, TAPPA_EUNKNOWN, 0, "abc", NULL},
        {"an engine", {scene_letters}, much_is_kept, opening, TAPPA_OK, OPENS, "abc", nothing_is_lost},
        {"an engine behind an owner", {scene_letters}, an_owner_has_not_written, opening, TAPPA_OK, OPENS | ALONE, "abc", NULL},
        {"many timers", {ticks}, it_ticks, behind_it_all, TAPPA_OK, LONG | FRESH | SHARED, "a", NULL},
        {"found", {scene_letters}, all_three_come, find_b, TAPPA_OK, AGAIN, "abc", NULL},
        {"not found", {scene_letters}, all_three_come, find_nobody, TAPPA_EUNKNOWN, AGAIN, "abc", NULL},
        {"nobody's", {scene_letters}, somebody_without_a_name, what_is_nobodys, TAPPA_OK, AGAIN, "abc", NULL},
    };

    return play(all, sizeof all / sizeof *all);
}
