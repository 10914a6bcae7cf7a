/* The seven-stage shop model that every implementation must reproduce: a seeded stream of a million events of ten thousand
 * customers, the hand-written switch that everything is measured against, and a table walk. Header-only, so that the compiler may do to the switch what
 * it would do in a shop's own code. */
#ifndef SEVEN_H
#define SEVEN_H

#include <stdint.h>
#include <stdlib.h>

#define SEVEN_CUSTOMERS 10000u
#define SEVEN_EVENTS 1000000u

enum { AWARENESS, DISCOVERY, INTEREST, CONSIDERATION, ACTION, USE, ADVOCACY };
enum {
    PAGE_VIEW,
    SEARCH,
    PRODUCT_VIEW,
    WISHLIST_ADD,
    CART_ADD,
    CART_REMOVE,
    PURCHASE,
    DELIVERY,
    REVIEW,
    REFUND,
    INACTIVITY,
    EMAIL_OPEN
};

struct seven_event {
    uint32_t customer;
    uint16_t value; /* 0 .. 999 */
    uint8_t type;
    uint8_t spare;
};

/* What every run must end with. */
static const uint64_t seven_histogram[7] = {208, 709, 2127, 4135, 1739, 967, 115};
#define SEVEN_TAKEN 626815u
#define SEVEN_BYTES 64 /* of a resting journey in a cohort, at most */

struct seven_row {
    uint8_t from, type;
    uint16_t low, high; /* value in [low, high] */
    uint8_t to;
};

static const struct seven_row seven_rows[22] = {
    {AWARENESS, PAGE_VIEW, 0, 999, DISCOVERY},      {AWARENESS, SEARCH, 0, 999, DISCOVERY},
    {AWARENESS, PRODUCT_VIEW, 0, 999, INTEREST},    {DISCOVERY, SEARCH, 0, 999, INTEREST},
    {DISCOVERY, PRODUCT_VIEW, 0, 999, INTEREST},    {DISCOVERY, INACTIVITY, 0, 999, AWARENESS},
    {INTEREST, PRODUCT_VIEW, 300, 999, CONSIDERATION}, {INTEREST, WISHLIST_ADD, 0, 999, CONSIDERATION},
    {INTEREST, CART_ADD, 0, 999, CONSIDERATION},    {INTEREST, INACTIVITY, 0, 999, DISCOVERY},
    {CONSIDERATION, PURCHASE, 50, 999, ACTION},     {CONSIDERATION, CART_REMOVE, 0, 999, INTEREST},
    {CONSIDERATION, CART_ADD, 0, 999, CONSIDERATION}, {ACTION, DELIVERY, 0, 999, USE},
    {ACTION, REFUND, 0, 999, CONSIDERATION},        {USE, REVIEW, 700, 999, ADVOCACY},
    {USE, REVIEW, 0, 199, CONSIDERATION},           {USE, REFUND, 0, 999, CONSIDERATION},
    {USE, PURCHASE, 50, 999, ACTION},               {USE, INACTIVITY, 0, 999, INTEREST},
    {ADVOCACY, PURCHASE, 50, 999, ACTION},          {ADVOCACY, INACTIVITY, 0, 999, USE}};

static inline uint32_t
seven_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 32);
}

/* 55 % of the draws pick an event that the customer's stage reacts to, so that the stream looks like journeys and not like noise. */
static inline void
seven_generate(struct seven_event *events, size_t count)
{
    static const uint32_t weights[12] = {20, 10, 18, 4, 9, 4, 8, 7, 6, 2, 6, 6};
    uint8_t *stage = calloc(SEVEN_CUSTOMERS, 1);
    uint64_t seed = 0x5eed5eed5eed5eedu;

    for (size_t i = 0; stage && i < count; i++) {
        uint32_t among = SEVEN_CUSTOMERS >> (seven_random(&seed) % 10), customer = seven_random(&seed) % among;
        uint32_t type = 0, value;

        if (seven_random(&seed) % 100 < 55) {
            uint32_t candidates[22], n = 0;
            for (uint32_t r = 0; r < 22; r++)
                if (seven_rows[r].from == stage[customer])
                    candidates[n++] = seven_rows[r].type;
            type = candidates[seven_random(&seed) % n];
        } else {
            uint32_t draw = seven_random(&seed) % 100;
            for (; draw >= weights[type]; type++)
                draw -= weights[type];
        }
        value = seven_random(&seed) % 1000;
        for (uint32_t r = 0; r < 22; r++)
            if (seven_rows[r].from == stage[customer] && seven_rows[r].type == type && value >= seven_rows[r].low &&
                value <= seven_rows[r].high) {
                stage[customer] = seven_rows[r].to;
                break;
            }
        events[i] = (struct seven_event){customer, (uint16_t)value, (uint8_t)type, 0};
    }
    free(stage);
}

/* The next stage, or 255 when the event is ignored. */
static inline unsigned
seven_switch(unsigned stage, unsigned type, unsigned value)
{
    switch (stage) {
    case AWARENESS:
        switch (type) {
        case PAGE_VIEW:
        case SEARCH:
            return DISCOVERY;
        case PRODUCT_VIEW:
            return INTEREST;
        }
        break;
    case DISCOVERY:
        switch (type) {
        case SEARCH:
        case PRODUCT_VIEW:
            return INTEREST;
        case INACTIVITY:
            return AWARENESS;
        }
        break;
    case INTEREST:
        switch (type) {
        case PRODUCT_VIEW:
            if (value >= 300)
                return CONSIDERATION;
            break;
        case WISHLIST_ADD:
        case CART_ADD:
            return CONSIDERATION;
        case INACTIVITY:
            return DISCOVERY;
        }
        break;
    case CONSIDERATION:
        switch (type) {
        case PURCHASE:
            if (value >= 50)
                return ACTION;
            break;
        case CART_REMOVE:
            return INTEREST;
        case CART_ADD:
            return CONSIDERATION;
        }
        break;
    case ACTION:
        switch (type) {
        case DELIVERY:
            return USE;
        case REFUND:
            return CONSIDERATION;
        }
        break;
    case USE:
        switch (type) {
        case REVIEW:
            if (value >= 700)
                return ADVOCACY;
            if (value < 200)
                return CONSIDERATION;
            break;
        case REFUND:
            return CONSIDERATION;
        case PURCHASE:
            if (value >= 50)
                return ACTION;
            break;
        case INACTIVITY:
            return INTEREST;
        }
        break;
    case ADVOCACY:
        switch (type) {
        case PURCHASE:
            if (value >= 50)
                return ACTION;
            break;
        case INACTIVITY:
            return USE;
        }
        break;
    }
    return 255;
}

/* The same as a table: for each stage and event its rows, in the order tried, ended by one that is always taken and says 255. */
struct seven_table {
    uint8_t first[7][12];
    struct seven_row rows[128];
};

static inline void
seven_tabulate(struct seven_table *table)
{
    uint8_t used = 0;

    for (uint8_t stage = 0; stage < 7; stage++)
        for (uint8_t type = 0; type < 12; type++) {
            table->first[stage][type] = used;
            for (size_t r = 0; r < sizeof seven_rows / sizeof *seven_rows; r++)
                if (seven_rows[r].from == stage && seven_rows[r].type == type)
                    table->rows[used++] = seven_rows[r];
            table->rows[used++] = (struct seven_row){stage, type, 0, UINT16_MAX, 255};
        }
}

static inline unsigned
seven_walk(const struct seven_table *table, unsigned stage, unsigned type, unsigned value)
{
    const struct seven_row *row = &table->rows[table->first[stage][type]];

    while (value < row->low || value > row->high)
        row++;
    return row->to;
}

#endif
